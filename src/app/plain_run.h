/* `mwtop --plain`: a session told in words on standard output (plain.h), with its pace, its end and its bounds. */
#ifndef MWTOP_PLAIN_RUN_H
#define MWTOP_PLAIN_RUN_H

#include "config.h"
#include "session.h"

/* Runs until the end of the recording or the stream, a signal, or until nobody reads any more. `at`: a TIME to begin at, or NULL. Exit status. */
int plain_run(struct session *session, const struct config *config, const char *at);

#endif
