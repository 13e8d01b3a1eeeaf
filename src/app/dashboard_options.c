/* The dashboard's options as arrays, and what their values must be; see dashboard_options.h. */
#include "dashboard_options.h"

#include <assert.h>
#include <string.h>

#include "themes.h"
#include "times.h"

#define WINDOW_LEAST_MS 10000
#define WINDOW_MOST_MS (INT64_C(366) * 86400000)

#define DASHBOARD_ROW(id, name, letter, kind, argument, least, most, uses, otherwise, check, help) \
	[DASH_##id] = { name, letter, OPTION_##kind, argument, least, most, help },
const struct option_row dashboard_rows[DASH_COUNT] = { DASHBOARD_LIST(DASHBOARD_ROW) };
#define DASHBOARD_USE(id, name, letter, kind, argument, least, most, uses, otherwise, check, help) [DASH_##id] = { uses, otherwise, check },
const struct dashboard_use dashboard_uses[DASH_COUNT] = { DASHBOARD_LIST(DASHBOARD_USE) };
static_assert(DASH_COUNT <= COMMAND_OPTIONS_MAX, "main.c holds so many values");
static_assert(DASH_CACERT == DASH_ACCESS + 1 && DASH_PROXY == DASH_ACCESS + 2, "command_access takes them in this order");

bool check_source(const char *text, struct error *err) {
	return *text || error_set(err, "expected a SOURCE: a file, a directory, an address or a name");
}

bool check_window(const char *text, struct error *err) {
	int64_t ms;
	if (!strcmp(text, "all"))
		return true;
	return (time_parse_duration(text, &ms) && ms >= WINDOW_LEAST_MS && ms <= WINDOW_MOST_MS) ||
	       error_set(err, "\"%s\": expected a duration from 10s to 366d, or all", text);
}

bool check_theme(const char *text, struct error *err) {
	struct theme loaded;
	return themes_load(text, &loaded, err);
}

int64_t dashboard_window_ms(const char *text) {
	int64_t ms;
	return time_parse_duration(text, &ms) ? ms : 0;
}

bool dashboard_option_take(enum dashboard_option id, const char *text, struct option_value *value, struct error *err) {
	option_check *check = dashboard_uses[id].check;
	return option_take(&dashboard_rows[id], text, value, err) && (!check || check(text, err));
}

const char *dashboard_option_near(const char *name) {
	const char *names[DASH_COUNT + 1];
	size_t count = 0;
	for (int id = 0; id < DASH_COUNT; id++)
		if (dashboard_uses[id].uses & USE_FILE)
			names[count++] = dashboard_rows[id].name;
	names[count] = NULL;
	return word_nearest(name, names);
}
