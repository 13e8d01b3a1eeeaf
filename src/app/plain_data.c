/* What is the matter with the data themselves: the link to a live source, its clock, and lines that could not be taken. See plain_parts.h. */
#include "plain_parts.h"

#include <stdio.h>
#include <string.h>

#include "numbers.h"

#define BEING_MADE_S 3 /* a connection of which nothing is said yet is being made */

void plain_link(struct plain *p, const struct world *w, struct plain_lines *out) {
	int64_t t_ms = w->edge.present ? w->edge.now_ms : w->cursor_ms;
	int note = (int)strcspn(w->link_note, ";"); /* without the countdown to the next try */
	bool first = p->link_told == LINK_FILE;
	bool being_made = w->link == LINK_DOWN && note == 0 && !(w->frame && w->age_s >= BEING_MADE_S);
	if (w->link == p->link_told || being_made || (!w->frame && note == 0))
		return;
	p->link_told = w->link; /* the end of a stream is told by who reads it, at its last line */
	if (w->link == LINK_LIVE && !first)
		plain_say(out, t_ms, true, "Link: live again");
	else if (w->link > LINK_LIVE && w->frame)
		plain_say(out, t_ms, true, "Link: %s, nothing new for %.0f s%s%.*s", link_state_words[w->link], w->age_s, note ? ": " : "", note, w->link_note);
	else if (w->link > LINK_LIVE)
		plain_say(out, t_ms, true, "Link: %s: %.*s", link_state_words[w->link], note, w->link_note);
}

/* ---- the clock of the data ---- */

/* Once, however far it goes on to run away. */
void plain_clock(struct plain *p, const struct world *w, struct plain_lines *out) {
	double off_s = w->edge.clock_off_s;
	int now = (off_s > 0) - (off_s < 0);
	char off[NUMBER_SIZE];
	if (!w->edge.present || w->edge.away || now == p->clock_told)
		return;
	if (now)
		plain_say(out, w->edge.now_ms, true, "Clock: the data's clock is %s %s", number_age_long(off, fabs(off_s)), now < 0 ? "behind" : "ahead");
	else
		plain_say(out, w->edge.now_ms, true, "Clock: the data's clock is right again");
	p->clock_told = now;
}

/* ---- lines that were left out ---- */

#define DAMAGE_EVERY_MS 60000

/* Once when it begins, then the sum at most once a minute. */
void plain_damage(struct plain *p, const struct world *w, struct plain_lines *out) {
	char counts[DAMAGE_TEXT_SIZE];
	uint64_t now = damage_lines(&w->damage) + damage_order(&w->damage);
	bool first = p->damaged == 0, soon = p->damage_ms != TIME_NONE && w->cursor_ms >= p->damage_ms && w->cursor_ms - p->damage_ms < DAMAGE_EVERY_MS;
	if (now < p->damaged) /* the source was read anew */
		p->damaged = now;
	if (now == p->damaged || soon)
		return;
	damage_text(&w->damage, counts);
	if (first && w->damage_first)
		plain_say(out, w->cursor_ms, true, "Recording: %s; the first: %s", counts, w->damage_first);
	else
		plain_say(out, w->cursor_ms, true, "Recording: %s%s", counts, first ? "" : " by now");
	p->damaged = now;
	p->damage_ms = w->cursor_ms;
}
