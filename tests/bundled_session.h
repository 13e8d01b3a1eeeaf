/* A session of a bundled recording. */
#ifndef MWTOP_TEST_BUNDLED_SESSION_H
#define MWTOP_TEST_BUNDLED_SESSION_H

#include <stdlib.h>

#include "session.h"
#include "support.h"

static inline struct session *bundled_session(const char *name) {
	struct error err;
	char *path = test_bundled_path(name);
	struct session *s = session_open(path, NULL, &err);
	if (!s)
		fail_msg("%s", err.text);
	free(path);
	return s;
}

#endif
