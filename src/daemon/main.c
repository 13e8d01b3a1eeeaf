/* mwtopd: the telemetry daemon. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "journal.h"
#include "routes.h"
#include "server.h"

enum { EXIT_FINE = 0, EXIT_REFUSED = 2 };

static int refuse(const char *text) {
	fprintf(stderr, "mwtopd: %s\n", text);
	return EXIT_REFUSED;
}

static int print(struct buf *out) {
	bool fine = fwrite(out->data, 1, out->len, stdout) == out->len && fflush(stdout) == 0;
	buf_free(out);
	return fine ? EXIT_FINE : EXIT_REFUSED;
}

static bool list(const char *what, const char *name, struct buf *out) {
	(void)name;
	if (strcmp(what, "options") == 0)
		settings_doc(out);
	else if (strcmp(what, "requests") == 0)
		routes_doc(out);
	else
		return false;
	return true;
}

static bool given(int argc, char **argv, const char *option) {
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], option) == 0)
			return true;
	return false;
}

int main(int argc, char **argv) {
	struct buf out = { 0 };
	struct settings settings;
	struct error err;
	if (argc == 2 && strcmp(argv[1], "doc") == 0) /* for the build */
		return doc_fill(list, &out, &err) ? print(&out) : refuse(err.text);
	if (given(argc - 1, argv + 1, "--help") || given(argc - 1, argv + 1, "-h")) {
		settings_help(&out);
		return print(&out);
	}
	if (given(argc - 1, argv + 1, "--version")) {
		buf_puts(&out, "mwtopd " MWTOP_VERSION "\n");
		return print(&out);
	}
	signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is a full disk, not the end */
	bool fine = settings_parse(argc - 1, argv + 1, &settings, &err) && journal_open(settings.log_file, &err) && server_run(&settings, &err);
	settings_free(&settings);
	return fine ? EXIT_FINE : refuse(err.text);
}
