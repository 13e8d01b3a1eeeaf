/* Telling the service manager how it goes (sd_notify), when it asked to be told by $NOTIFY_SOCKET. */
#ifndef MWTOP_NOTIFY_H
#define MWTOP_NOTIFY_H

/* "READY=1", "STOPPING=1", ... */
void notify_send(const char *state);

#endif
