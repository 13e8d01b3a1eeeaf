/* A small program on term.h and loop.h that shows a line per fact and does what keys say: q quits, Ctrl-Z suspends, Ctrl-L redraws, f starts and
 * stops a flood of frames, S and A crash, X calls exit(7). */
#ifndef MWTOP_PTY_DEMO_H
#define MWTOP_PTY_DEMO_H

/* Runs until told to end; the exit status. */
int demo_main(void);

#endif
