/* mwtop: the first word that names a subcommand chooses it, anything else opens the dashboard. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "help_text.h"

#ifndef MWTOP_VERSION
#define MWTOP_VERSION "0"
#endif

/* What is wrong with the options comes first from what was meant as a subcommand, which has others. */
static int refuse(const struct command *command, const char *why, const char *near) {
	return near ? command_refuse(command->name, "%s (did you mean mwtop %s?)", why, near) : command_refuse(command->name, "%s", why);
}

static int run(const struct command *command, int argc, char **argv) {
	struct option_value *values = calloc(COMMAND_OPTIONS_MAX, sizeof *values);
	struct error err;
	int operands = 0, status;
	if (!values)
		return EXIT_REFUSED;
	const char *near = !*command->name && argc > 0 && *argv[0] != '-' ? command_near(argv[0]) : NULL;
	if (!options_parse(command->rows, command->row_count, argc, argv, values, &operands, &err))
		status = refuse(command, err.text, near);
	else if (near && operands > command->most)
		status = refuse(command, "too many operands", near);
	else if (operands < command->least || operands > command->most)
		status = command_refuse(command->name, "%s: expected: mwtop %s%s%s", operands < command->least ? "too little was given" : "too many operands",
		                        command->name, *command->name ? " " : "", command->operands);
	else
		status = command->run(&(struct invocation){ .option = values, .argc = operands, .argv = argv });
	free(values);
	return status;
}

static bool given(int argc, char **argv, const char *option) {
	for (int i = 0; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], option))
			return true;
	return false;
}

int main(int argc, char **argv) {
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && !strcmp(argv[1], "doc")) /* for the build: not a subcommand that users see */
		return doc_run(argc - 2, argv + 2);
	const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;
	int skip = command ? 2 : 1;
	if (!command)
		command = command_at(0);
	if (given(argc - skip, argv + skip, "--help") || given(argc - skip, argv + skip, "-h")) {
		struct buf out = { 0 };
		help_text(command, &out);
		bool fine = command_output(command->name, out.data, out.len);
		buf_free(&out);
		return fine ? EXIT_FINE : EXIT_REFUSED;
	}
	if (given(argc - skip, argv + skip, "--version")) {
		static const char version[] = "mwtop " MWTOP_VERSION "\n";
		return command_output("", version, sizeof version - 1) ? EXIT_FINE : EXIT_REFUSED;
	}
	return run(command, argc - skip, argv + skip);
}
