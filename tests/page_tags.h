/* Whether a page is well formed and self-contained: tags balance, attributes are quoted, & begins a reference, nothing is loaded from outside, no
 * scripts. For tests of what is written as HTML. */
#ifndef MWTOP_TEST_PAGE_TAGS_H
#define MWTOP_TEST_PAGE_TAGS_H

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define PAGE_DEPTH 32

struct page_walk {
	const char *page, *at;
	char open[PAGE_DEPTH][24];
	size_t depth;
	size_t svgs, links;
};

__attribute__((unused)) static void page_fail(const struct page_walk *w, const char *what) {
	fail_msg("%s at byte %zu: %.120s", what, (size_t)(w->at - w->page), w->at);
}

__attribute__((unused)) static bool page_is_void(const char *name) {
	static const char *const names[] = { "meta", "br", "hr", "img", "link", "input" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

__attribute__((unused)) static void page_reference(struct page_walk *w) {
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#160;" };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strncmp(w->at, known[i], strlen(known[i])))
			return;
	page_fail(w, "& that begins no reference");
}

/* One attribute: name="value". Leaves the walk behind it. */
__attribute__((unused)) static void page_attribute(struct page_walk *w) {
	const char *name = w->at;
	while (isalnum((unsigned char)*w->at) || *w->at == '-' || *w->at == ':')
		w->at++;
	size_t length = (size_t)(w->at - name);
	if (length == 0 || w->at[0] != '=' || w->at[1] != '"')
		page_fail(w, "an attribute that is not name=\"value\"");
	w->at += 2;
	const char *value = w->at;
	for (; *w->at && *w->at != '"'; w->at++) {
		if (*w->at == '<' || *w->at == '>')
			page_fail(w, "< or > in an attribute");
		if (*w->at == '&')
			page_reference(w);
	}
	if (!*w->at)
		page_fail(w, "an attribute without end");
	if (length > 2 && !strncmp(name, "on", 2))
		page_fail(w, "an event handler");
	static const char *const never[] = { "src", "srcset", "style", "action", "xlink:href", "background" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (strlen(never[i]) == length && !strncmp(name, never[i], length))
			page_fail(w, "an attribute that may load something");
	if (length == 4 && !strncmp(name, "href", 4)) {
		w->links++;
		if (*value != '#')
			page_fail(w, "a link that leads out of the page");
	}
	w->at++;
}

__attribute__((unused)) static void page_tag(struct page_walk *w) {
	bool closes = w->at[1] == '/';
	char name[24] = "";
	size_t length = 0;
	w->at += closes ? 2 : 1;
	while (isalnum((unsigned char)*w->at) && length + 1 < sizeof name)
		name[length++] = *w->at++;
	if (length == 0 || !strcmp(name, "script") || !strcmp(name, "iframe") || !strcmp(name, "object"))
		page_fail(w, "a tag that must not be there");
	w->svgs += !closes && !strcmp(name, "svg");
	for (;;) {
		while (*w->at == ' ' || *w->at == '\n')
			w->at++;
		if (*w->at == '>' || (*w->at == '/' && w->at[1] == '>'))
			break;
		page_attribute(w);
	}
	bool empty = *w->at == '/';
	w->at += empty ? 2 : 1;
	if (closes) {
		if (w->depth == 0 || strcmp(w->open[w->depth - 1], name) != 0)
			page_fail(w, "an end that fits no beginning before this");
		w->depth--;
	} else if (!empty && !page_is_void(name)) {
		if (w->depth == PAGE_DEPTH)
			page_fail(w, "nested too deep");
		memcpy(w->open[w->depth++], name, sizeof name);
	}
}

/* Fails the test where the page is not as above; tells how many pictures it has. */
__attribute__((unused)) static size_t page_check(const char *page) {
	static const char begin[] = "<!DOCTYPE html>\n";
	struct page_walk w = { .page = page, .at = page };
	if (strncmp(page, begin, sizeof begin - 1) != 0)
		fail_msg("no document type");
	for (w.at += sizeof begin - 1; *w.at;) {
		if (*w.at == '<') {
			page_tag(&w);
			continue;
		}
		if (*w.at == '&')
			page_reference(&w);
		if (*w.at == '>' && !(w.depth && !strcmp(w.open[w.depth - 1], "style")))
			page_fail(&w, "> in the text");
		if ((unsigned char)*w.at < 32 && *w.at != '\n')
			page_fail(&w, "a control character");
		w.at++;
	}
	if (w.depth)
		fail_msg("<%s> is not ended", w.open[w.depth - 1]);
	static const char *const never[] = { "url(", "@import", "expression(" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (strstr(page, never[i]))
			fail_msg("the page says %s", never[i]);
	/* U+200E .. U+202E and U+2066 .. U+2069 turn the direction of what follows. */
	for (const char *c = page; (c = strstr(c, "\xe2\x80")); c++)
		if ((unsigned char)c[2] == 0x8e || (unsigned char)c[2] == 0x8f || ((unsigned char)c[2] >= 0xaa && (unsigned char)c[2] <= 0xae))
			fail_msg("a character that turns the direction");
	if (strstr(page, "\xe2\x81\xa6") || strstr(page, "\xe2\x81\xa7"))
		fail_msg("a character that isolates a direction");
	return w.svgs;
}

#endif
