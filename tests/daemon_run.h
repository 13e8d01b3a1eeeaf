/* $MWTOP_BUILD/mwtopd as a child process on loopback, for tests: started, asked where it listens, ended by its process id. */
#ifndef MWTOP_TEST_DAEMON_RUN_H
#define MWTOP_TEST_DAEMON_RUN_H

#include <stdbool.h>
#include <sys/types.h>

struct daemon_run {
	pid_t pid;
	int out;           /* its standard output and error */
	char address[128]; /* the first it says that it listens at: "http://127.0.0.1:40123", "unix:/tmp/x/s" */
};

/* argv without the program, NULL ended; --listen is to be among it. Waits until it says where it listens; fails the test when it does not. */
void daemon_start(struct daemon_run *d, const char *const *argv);
/* SIGTERM, and waits; fails the test unless it ends with 0. */
void daemon_stop(struct daemon_run *d);
/* SIGKILL, and waits. Nothing to be said when it is gone. */
void daemon_kill(struct daemon_run *d);
/* The port of its address. */
int daemon_port(const struct daemon_run *d);
bool daemon_is_built(void);

#endif
