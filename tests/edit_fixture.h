/* What the tests of edits and scenarios share: the site of edit_site.h as `site` with its times as `context`, for setup and teardown, and reading
 * one edit that must be right. */
#ifndef MWTOP_TEST_EDIT_FIXTURE_H
#define MWTOP_TEST_EDIT_FIXTURE_H

#include "support.h"

#include "edit_site.h"
#include "edits.h"

static struct site *site;
static struct time_context context;

static inline int make_site(void **state) {
	(void)state;
	site = edit_site_make(&context);
	return site ? 0 : -1;
}

static inline int free_site(void **state) {
	(void)state;
	site_free(site);
	return 0;
}

static inline struct edit parse(const char *line) {
	struct edit e;
	struct error err;
	if (!edit_parse(line, site, &context, &e, &err))
		fail_msg("\"%s\": %s", line, err.text);
	return e;
}

#endif
