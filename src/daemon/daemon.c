/* mwtopd; begun. */
extern int daemon_begun;
int daemon_begun;
