/* Where one is; see where.h. A new place is a bit in actions.h and, where it lies over the panels, a row here. */
#include "where.h"

#include <stdio.h>

#include "actions.h"
#include "panel_whatif.h"

static const struct { unsigned bit; const char *words; } overlays[] = {
	[OVERLAY_NONE] = { 0, "" }, [OVERLAY_HELP] = { 0, "help" }, [OVERLAY_ASSUMPTIONS] = { WHERE_ASSUMPTIONS, "assumptions" },
	[OVERLAY_EDITS] = { WHERE_EDITS, "list of edits" }, [OVERLAY_VIOLATIONS] = { WHERE_VIOLATIONS, "list of violations" },
	[OVERLAY_SETTINGS] = { WHERE_SETTINGS, "settings" }, [OVERLAY_MARKS] = { WHERE_MARKS, "marks" },
	[OVERLAY_DIFFERENCE] = { WHERE_DIFFERENCE, "what changed" },
};
static const char *const names[PANEL_COUNT] = { "Supply", "Countdown", "Generators", "GPUs", "Alarms", "Timeline" };

static enum overlay overlay_of(const struct view *v) { return v->overlay == OVERLAY_HELP ? v->help_of : v->overlay; }

static bool set_in_full(const struct view *v) { return v->zoomed && v->focus == PANEL_GENERATORS && v->gen_open; }

unsigned where_now(const struct world *w, const struct view *v) {
	enum overlay overlay = overlay_of(v);
	if (overlay != OVERLAY_NONE && overlay != OVERLAY_HELP)
		return overlays[overlay].bit;
	unsigned panel = set_in_full(v) ? WHERE_SET : v->zoomed ? WHERE_ZOOM(v->focus) : WHERE_FOCUS(v->focus);
	return panel | (whatif_is_on(w) ? WHERE_WHATIF : 0);
}

char *where_words(const struct world *w, const struct view *v, char *out, size_t size) {
	enum overlay overlay = overlay_of(v);
	if (overlay != OVERLAY_NONE && overlay != OVERLAY_HELP)
		snprintf(out, size, "%s", overlays[overlay].words);
	else
		snprintf(out, size, "%s%s", whatif_is_on(w) ? "what if, " : "", set_in_full(v) ? "a set in full" : names[v->focus]);
	if ((overlay == OVERLAY_NONE || overlay == OVERLAY_HELP) && v->zoomed && !set_in_full(v)) {
		size_t n = 0;
		while (out[n])
			n++;
		snprintf(out + n, size - n, ", zoomed");
	}
	return out;
}
