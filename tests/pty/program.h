/* $MWTOP_BUILD/mwtop on a terminal: where it is, what it plays, how it is started and ended. A test skips when it is not built. */
#ifndef MWTOP_PTY_PROGRAM_H
#define MWTOP_PTY_PROGRAM_H

#include "buf.h"
#include "pty/harness.h"

#define END_MS 5000 /* to be gone after a signal; it takes a few milliseconds, a sanitizer and a busy machine more */
#define SITE "Memphis bring-up"

struct program {
	char *dir;       /* temporary, for the group */
	char *mwtop, *recording;
	char *hostile;   /* a recording whose every text would break a terminal */
};
extern struct program program;
extern const char *const program_env[]; /* a UTF-8 terminal of 256 colours */

/* For the group. */
int program_set_up(void **state);
int program_tear_down(void **state);

struct pty *program_start_with(const char *const *argv, const char *const *env, int cols, int rows);
/* With the recording. */
struct pty *program_start(const char *const *env, int cols, int rows);
/* Asserts that it ends with that status and leaves the terminal as it was; frees p. */
void program_ends(struct pty *p, int status);
/* The same, after `q`. */
void program_quits(struct pty *p);
/* Runs without a terminal, standard input from a file; what is printed goes to *out. Returns the exit status. */
int program_run_piped(const char *const *argv, const char *const *env, const char *input, struct buf *out);

#endif
