/* `mwtop config`: what is wrong with the configuration, and what is in force without a command line, with the place it comes from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

/* Everything that the dashboard would read, or one file alone. */
static int check(const char *file) {
	struct config *c = mem_zalloc(1, sizeof *c);
	char *user = config_user_file();
	size_t read = 0;
	struct buf out = { 0 };
	config_init(c);
	if (file) {
		if (access(file, R_OK) != 0) {
			config_free(c);
			free(c);
			free(user);
			return command_refuse("config", "%s: cannot be read; expected a file in the form of mwtop.conf(5)", file);
		}
		read += config_read_file(c, CONFIG_USER, file);
	} else {
		read += config_read_file(c, CONFIG_SYSTEM, CONFIG_SYSTEM_FILE);
		read += user && config_read_file(c, CONFIG_USER, user);
		config_read_environment(c);
	}
	if (c->fault_count > 0)
		buf_add(&out, c->faults.data, c->faults.len);
	else if (read == 0)
		buf_printf(&out, "no file: neither %s%s nor %s is there\n", user ? user : "one of the user's", user ? "" : " (no home)", CONFIG_SYSTEM_FILE);
	for (int place = CONFIG_SYSTEM; place <= CONFIG_USER && c->fault_count == 0; place++)
		if (c->path[place])
			buf_printf(&out, "%s: fine\n", c->path[place]);
	int status = !command_output("config", out.data, out.len) ? EXIT_REFUSED : c->fault_count ? EXIT_BAD_ANSWER : EXIT_FINE;
	buf_free(&out);
	config_free(c);
	free(c);
	free(user);
	return status;
}

/* Can be read as a mwtop.conf again: what is not set is a comment. */
static void show_options(const struct config *c, struct buf *out) {
	for (int id = 0; id < DASH_COUNT; id++) {
		char line[512], where[600];
		const char *text = config_text(c, (enum dashboard_option)id);
		if (!(dashboard_uses[id].uses & USE_FILE))
			continue;
		bool set = *text || c->place[id] != CONFIG_DEFAULT;
		snprintf(line, sizeof line, "%s%s = %s", set ? "" : "# ", dashboard_rows[id].name, text);
		buf_printf(out, "%-30s ; %s\n", line, set ? config_where(c, (enum dashboard_option)id, where, sizeof where) : "not set");
	}
}

static int show(void) {
	const struct config *c = config_shared();
	char notice[512];
	struct buf out = { 0 };
	show_options(c, &out);
	bool fine = command_output("config", out.data, out.len);
	if (*config_notice(c, notice, sizeof notice))
		command_refuse("config", "%s", notice);
	buf_free(&out);
	return !fine ? EXIT_REFUSED : c->fault_count ? EXIT_BAD_ANSWER : EXIT_FINE;
}

static int run(const struct invocation *call) {
	if (call->argc == 1 && !strcmp(call->argv[0], "show"))
		return show();
	if (!strcmp(call->argv[0], "check"))
		return check(call->argc > 1 ? call->argv[1] : NULL);
	return command_refuse("config", "expected: mwtop config check [FILE], or mwtop config show");
}

const struct command command_config = {
	.name = "config", .operands = "check [FILE] | show", .least = 1, .most = 2,
	.help = "the faults of the configuration (mwtop.conf(5)), line by line; the options in force and where each comes from", .run = run,
};
