/* What the tests share: comparing doubles, temporary directories, the bundled recordings. */
#ifndef MWTOP_TEST_SUPPORT_H
#define MWTOP_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

/* cmocka 1.1.5 compares as float; this one does not. NaN is near nothing. */
#define assert_near(actual, expected, tolerance) \
	do { \
		double actual_ = (actual), expected_ = (expected); \
		if (!(fabs(actual_ - expected_) <= (tolerance))) \
			fail_msg("%s is %.10g, expected %.10g within %g", #actual, actual_, expected_, (double)(tolerance)); \
	} while (0)

/* A new empty directory, removed with all that is in it by test_dir_remove. The path is owned by the caller. */
char *test_dir_make(void);
void test_dir_remove(char *path);
/* Writes a file below dir; returns its path, owned by the caller. */
char *test_file_write(const char *dir, const char *name, const void *bytes, size_t length);
/* Where the bundled recording of that name was built; the path is owned by the caller. */
char *test_bundled_path(const char *name);

#endif
