/* Reading of configuration; see config.h. Places are read from the lowest to the highest, so that what is written last wins. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inifile.h"
#include "utf8.h"

struct config_reading {
	struct config *config;
	enum config_place place;
	const char *path;
	int first[DASH_COUNT]; /* line at which a key stood first; 0: not yet */
};

void config_init(struct config *c) {
	*c = (struct config){ 0 };
	for (int id = 0; id < DASH_COUNT; id++) {
		struct error ignored;
		if (*dashboard_uses[id].otherwise)
			dashboard_option_take((enum dashboard_option)id, dashboard_uses[id].otherwise, &c->value[id], &ignored);
	}
}

void config_free(struct config *c) {
	for (int id = 0; id < DASH_COUNT; id++)
		free(c->text[id]);
	for (int place = 0; place < CONFIG_PLACE_COUNT; place++)
		free(c->path[place]);
	buf_free(&c->faults);
	*c = (struct config){ 0 };
}

static void add_fault(struct config *c, const char *where, const char *why) {
	char clean[sizeof ((struct error *)0)->text];
	struct error err;
	error_set(&err, "%s: %s", where, why);
	utf8_clean(clean, sizeof clean, err.text, strlen(err.text));
	buf_printf(&c->faults, "%s\n", clean);
	c->fault_count++;
}

/* "~/" is the home directory, as in a shell, which does not read these files. */
static char *expand(const struct option_row *row, const char *text) {
	const char *home = getenv("HOME");
	if (row->kind == OPTION_TEXT && !strncmp(text, "~/", 2) && home && *home)
		return mem_printf("%s%s", home, text + 1);
	return mem_strdup(text);
}

static bool take(struct config *c, enum config_place place, enum dashboard_option id, char *text, int line, struct error *err) {
	struct option_value value = { 0 };
	if (!dashboard_option_take(id, text, &value, err)) {
		free(text);
		return false;
	}
	free(c->text[id]);
	c->text[id] = text;
	c->value[id] = value;
	c->place[id] = place;
	c->line[id] = line;
	return true;
}

static bool take_row(void *data, const char *section, const char *key, const char *value, int line, struct error *err) {
	struct config_reading *r = data;
	int id = options_find(dashboard_rows, DASH_COUNT, key);
	if (*section)
		return error_set(err, "%s: stands in section [%s]; expected keys without sections", key, section);
	if (id >= 0 && !(dashboard_uses[id].uses & USE_FILE))
		return error_set(err, "%s: is for the command line alone", key);
	if (id < 0) {
		const char *near = dashboard_option_near(key);
		return error_set(err, "%s: no such key%s%s%s", key, near ? "; did you mean " : ", mwtop.conf(5) has them all", near ? near : "", near ? "?" : "");
	}
	if (r->first[id])
		return error_set(err, "%s: stands in line %d already", key, r->first[id]);
	r->first[id] = line;
	return take(r->config, r->place, (enum dashboard_option)id, expand(&dashboard_rows[id], value), line, err) || error_prefix(err, "%s", key);
}

static void take_fault(void *data, int line, const char *why) {
	struct config_reading *r = data;
	char *where = mem_printf("%s: line %d", r->path, line);
	if (strstr(why, "[section]")) /* there are none here */
		why = "expected key = value";
	add_fault(r->config, where, why);
	free(where);
}

bool config_read_file(struct config *c, enum config_place place, const char *path) {
	struct config_reading r = { .config = c, .place = place, .path = path };
	struct error err;
	if (access(path, F_OK) != 0)
		return false;
	free(c->path[place]);
	c->path[place] = mem_strdup(path);
	if (!inifile_read_all(path, take_row, take_fault, &r, &err)) {
		buf_printf(&c->faults, "%s\n", err.text);
		c->fault_count++;
	}
	return true;
}

char *config_variable(enum dashboard_option id, char *out, size_t size) {
	size_t n = (size_t)snprintf(out, size, "MWTOP_%s", dashboard_rows[id].name);
	for (size_t i = 0; i < n && i < size; i++)
		out[i] = out[i] == '-' ? '_' : (char)toupper((unsigned char)out[i]);
	return out;
}

void config_read_environment(struct config *c) {
	for (int id = 0; id < DASH_COUNT; id++) {
		char name[64];
		struct error err;
		const char *text = getenv(config_variable((enum dashboard_option)id, name, sizeof name));
		if (!(dashboard_uses[id].uses & USE_FILE) || !text || !*text)
			continue;
		if (!take(c, CONFIG_ENVIRONMENT, (enum dashboard_option)id, mem_strdup(text), 0, &err)) {
			char *where = mem_printf("$%s", name);
			add_fault(c, where, err.text);
			free(where);
		}
	}
}

bool config_take_line(struct config *c, const struct invocation *call, struct error *err) {
	for (int id = 0; id < DASH_COUNT; id++) {
		option_check *check = dashboard_uses[id].check;
		if (!call->option[id].said)
			continue;
		if (check && !check(call->option[id].text, err))
			return error_prefix(err, "--%s", dashboard_rows[id].name);
		c->value[id] = call->option[id];
		c->place[id] = CONFIG_LINE;
		free(c->text[id]);
		bool flag = dashboard_rows[id].kind == OPTION_FLAG;
		c->text[id] = mem_strdup(!flag ? call->option[id].text : call->option[id].given ? "yes" : "no");
	}
	return call->argc == 0 || take(c, CONFIG_LINE, DASH_SOURCE, mem_strdup(call->argv[0]), 0, err);
}

bool config_set(struct config *c, enum dashboard_option id, const char *text, struct error *err) {
	return take(c, CONFIG_SET, id, mem_strdup(text), 0, err) || error_prefix(err, "%s", dashboard_rows[id].name);
}

char *config_user_file(void) {
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (config && *config == '/') /* a relative one is to be ignored (XDG Base Directory Specification) */
		return mem_printf("%s/mwtop/mwtop.conf", config);
	return home && *home == '/' ? mem_printf("%s/.config/mwtop/mwtop.conf", home) : NULL;
}

struct config *config_shared(void) {
	static struct config shared;
	static bool read;
	if (read)
		return &shared;
	char *user = config_user_file();
	read = true;
	config_init(&shared);
	config_read_file(&shared, CONFIG_SYSTEM, CONFIG_SYSTEM_FILE);
	if (user)
		config_read_file(&shared, CONFIG_USER, user);
	config_read_environment(&shared);
	free(user);
	return &shared;
}

const char *config_text(const struct config *c, enum dashboard_option id) {
	return c->text[id] ? c->text[id] : dashboard_uses[id].otherwise;
}

char *config_where(const struct config *c, enum dashboard_option id, char *out, size_t size) {
	char name[64];
	switch (c->place[id]) {
	case CONFIG_SYSTEM:
	case CONFIG_USER: snprintf(out, size, "%s: line %d", c->path[c->place[id]], c->line[id]); break;
	case CONFIG_ENVIRONMENT: snprintf(out, size, "$%s", config_variable(id, name, sizeof name)); break;
	case CONFIG_LINE: snprintf(out, size, "--%s", dashboard_rows[id].name); break;
	case CONFIG_SET: snprintf(out, size, ":set"); break;
	default: snprintf(out, size, "default");
	}
	return out;
}

char *config_notice(const struct config *c, char *out, size_t size) {
	char more[64] = "";
	out[0] = '\0';
	if (c->fault_count == 0)
		return out;
	if (c->fault_count > 1)
		snprintf(more, sizeof more, "; %zu more: mwtop config check", c->fault_count - 1);
	int length = (int)strcspn(c->faults.data, "\n"), room = (int)(size - strlen(more) - 1);
	snprintf(out, size, "%.*s%s", length < room ? length : room, c->faults.data, more);
	return out;
}
