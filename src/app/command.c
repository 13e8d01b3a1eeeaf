/* The table of subcommands, and how they speak to the user. */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "session.h"
#include "utf8.h"

static const struct command *const commands[] = {
	&command_dashboard, &command_once, &command_list, &command_size, &command_check, &command_cut, &command_import, &command_sim, &command_chart, &command_record,
	&command_whatif, &command_diff, &command_report, &command_theme, &command_config, &command_completion,
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

const struct command *command_at(size_t index) { return index < COMMAND_COUNT ? commands[index] : NULL; }

const struct command *command_find(const char *name) {
	for (size_t i = 1; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

const char *command_near(const char *operand) {
	const char *names[COMMAND_COUNT] = { NULL };
	for (size_t i = 1; i < COMMAND_COUNT; i++)
		names[i - 1] = commands[i]->name;
	return access(operand, F_OK) == 0 ? NULL : word_nearest(operand, names);
}

int command_refuse(const char *name, const char *format, ...) {
	char text[1024], clean[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	utf8_clean(clean, sizeof clean, text, strlen(text));
	fprintf(stderr, "mwtop%s%s: %s\n", *name ? " " : "", name, clean);
	return EXIT_REFUSED;
}

void command_tell_damage(const char *name, const char *counts, const char *first) {
	if (*counts)
		command_refuse(name, first ? "%s; the first: %s" : "%s", counts, first);
}

bool command_output(const char *name, const char *bytes, size_t length) {
	if (fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0)
		return true;
	if (errno != EPIPE)
		command_refuse(name, "cannot write to standard output: %s", strerror(errno));
	return false;
}

/* A token in the environment stands above a file of tokens that a configuration names. */
static const char *access_text(const struct option_value *given, enum dashboard_option id) {
	const struct config *c = config_shared();
	const char *token = getenv("MWTOP_TOKEN");
	if (given->said)
		return given->text;
	if (id == DASH_TOKEN_FILE && token && *token && c->place[id] < CONFIG_ENVIRONMENT)
		return NULL;
	return c->value[id].text;
}

struct source_access command_access(const struct invocation *call, size_t first) {
	const struct option_value *o = call->option + first;
	return (struct source_access){
		.token_file = access_text(&o[0], DASH_TOKEN_FILE), .ca_file = access_text(&o[1], DASH_CACERT), .proxy = access_text(&o[2], DASH_PROXY),
	};
}

int command_run_answer(const char *name, const struct invocation *call, size_t access, command_answer *answer) {
	struct error err;
	struct buf out = { 0 };
	struct source_access how = command_access(call, access);
	struct session *s = session_open(call->argv[0], &how, &err);
	int status = EXIT_FINE;
	if (!s)
		return command_refuse(name, "%s", err.text);
	if (!answer(s, call, &out, &status, &err)) {
		status = EXIT_REFUSED;
		if (*err.text)
			command_refuse(name, "%s", err.text);
	} else if (!command_output(name, out.data ? out.data : "", out.len)) {
		status = EXIT_REFUSED;
	}
	buf_free(&out);
	session_close(s);
	return status;
}
