/* The dashboard on a terminal: event loop, terminal and reducer put together. */
#ifndef MWTOP_DASHBOARD_H
#define MWTOP_DASHBOARD_H

#include "session.h"

struct dashboard_options {
	int64_t at_ms; /* TIME_NONE: from the start */
	double speed;
	bool ascii;
};
/* Runs until the user quits or the terminal goes. Without a terminal that can be painted it prints the text snapshot. Exit status. */
int dashboard_run(struct session *session, const struct dashboard_options *options);

#endif
