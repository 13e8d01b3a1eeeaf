/* The daemon: feed, station, HTTP and signals in one event loop. */
#ifndef MWTOP_SERVER_H
#define MWTOP_SERVER_H

#include "settings.h"

/* Runs until a signal ends it. False with err when it could not begin, or could not keep its recording whole. */
bool server_run(const struct settings *settings, struct error *err);

#endif
