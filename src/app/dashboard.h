/* The dashboard on a terminal: event loop, terminal and reducer put together. */
#ifndef MWTOP_DASHBOARD_H
#define MWTOP_DASHBOARD_H

#include "config.h"
#include "session.h"
#include "theme.h"

struct dashboard_options {
	const char *scenario; /* a file, or NULL */
	const char *at; /* a TIME; NULL: from the start, or the newest */
	struct theme theme;
	const struct source_access *access; /* how a daemon is reached that is asked for while it runs; not owned */
	struct config *config; /* the options in force; `:set` changes it */
};
/* Runs until the user quits or the terminal goes. `*session` is the caller's to close; where another source was asked for it is that one's. Without a terminal that can be painted it prints the text snapshot. Exit status. */
int dashboard_run(struct session **session, const struct dashboard_options *options);

#endif
