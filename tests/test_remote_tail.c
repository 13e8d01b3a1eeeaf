/* The lines of a stream: in whatever pieces they come and however often the connection is made again, each is kept once, whole. */
#include "recording.h"

#include <stdlib.h>
#include <string.h>

#include "remote_tail.h"
#include "store_kind.h"


static void must_init(struct tail *t) {
	struct error err;
	if (!tail_init(t, &err))
		fail_msg("%s", err.text);
}

static bool must_take(struct tail *t, const char *text, size_t length, size_t piece) {
	struct error err;
	bool fresh = false;
	for (size_t at = 0; at < length; at += piece)
		if (!tail_take(t, text + at, piece < length - at ? piece : length - at, &fresh, &err))
			fail_msg("%s", err.text);
	return fresh;
}

static void expect_text(struct tail *t, const char *text, size_t length) {
	char *got = mem_alloc(length + 1);
	assert_int_equal(t->text.end, length);
	assert_int_equal(store_end(t->text.store), length);
	assert_int_equal(store_pread(t->text.fd, got, length, 0), length);
	assert_memory_equal(got, text, length);
	free(got);
}

static void end(struct tail *t) {
	store_free(t->text.store);
	tail_free(t);
}

static void test_pieces(void **state) {
	(void)state;
	static const size_t pieces[] = { 1, 7, 100, 4096, 1 << 20 };
	struct recording r;
	recording_plain(&r, 60, 3, 1);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct tail t;
		must_init(&t);
		assert_true(must_take(&t, r.text.data, r.text.len, pieces[i]));
		expect_text(&t, r.text.data, r.text.len);
		assert_true(t.last_ms == r.frames[59].t_ms);
		end(&t);
	}
	recording_free(&r);
}

/* Cut at every byte of some lines, and begun again from the last line on: nothing is lost, nothing is doubled. */
static void test_every_cut(void **state) {
	(void)state;
	struct recording r;
	recording_plain(&r, 12, 1, 1);
	const char *text = r.text.data, *second = strchr(text, '\n') + 1;
	size_t site = (size_t)(second - text);
	for (size_t cut = site; cut <= r.text.len; cut++) {
		struct tail t;
		must_init(&t);
		must_take(&t, text, cut, 1 << 20);
		/* the daemon sends its site, and all from the last time on: found as it would find it */
		tail_resume(&t);
		const char *from = text + site;
		while (from < text + r.text.len && line_time(from, (size_t)(strchr(from, '\n') - from)) < t.last_ms)
			from = strchr(from, '\n') + 1;
		must_take(&t, text, site, 50);
		must_take(&t, "\n", 1, 1); /* a heartbeat */
		must_take(&t, from, (size_t)(text + r.text.len - from), 50);
		expect_text(&t, text, r.text.len);
		end(&t);
	}
	recording_free(&r);
}

/* A clock that stepped back an hour before the cut: all that is sent again is known. */
static void test_a_clock_that_stepped_back(void **state) {
	(void)state;
	struct recording r;
	recording_init(&r);
	recording_site(&r, "test", 2, 1, 1);
	size_t site = r.text.len;
	for (int i = 0; i < 30; i++)
		recording_frame(&r, RECORDING_START + 1000 * i);
	for (int i = 0; i < 30; i++)
		recording_frame(&r, RECORDING_START - 20000 + 1000 * i);
	struct tail t;
	must_init(&t);
	must_take(&t, r.text.data, r.text.len, 777);
	tail_resume(&t);
	must_take(&t, r.text.data + site, r.text.len - site, 777);
	expect_text(&t, r.text.data, r.text.len);
	recording_frame(&r, RECORDING_START + 10000); /* new, though an older one is later */
	const char *last = (const char *)memrchr(r.text.data, '\n', r.text.len - 1) + 1;
	assert_true(must_take(&t, last, (size_t)(r.text.data + r.text.len - last), 777));
	expect_text(&t, r.text.data, r.text.len);
	end(&t);
	recording_free(&r);
}

static void test_a_site_that_changes(void **state) {
	(void)state;
	struct recording r;
	struct tail t;
	recording_init(&r);
	recording_site(&r, "one", 1, 1, 1);
	size_t site = r.text.len;
	recording_frame(&r, RECORDING_START);
	must_init(&t);
	must_take(&t, r.text.data, r.text.len, 99);
	tail_resume(&t);
	assert_false(must_take(&t, r.text.data, site, 99)); /* the same again */
	expect_text(&t, r.text.data, r.text.len);
	size_t before = r.text.len;
	recording_site(&r, "two", 2, 1, 1);
	must_take(&t, r.text.data + before, r.text.len - before, 99);
	expect_text(&t, r.text.data, r.text.len);
	end(&t);
	recording_free(&r);
}

static void test_what_is_no_line(void **state) {
	(void)state;
	struct error err;
	struct tail t;
	bool fresh = false;
	char *junk = mem_alloc(2 << 20);
	memset(junk, 'x', 2 << 20);
	must_init(&t);
	must_take(&t, "\n\r\n\n", 4, 1);
	expect_text(&t, "", 0);
	must_take(&t, "rubbish\r\n", 9, 2); /* kept: the reader says what is wrong with it */
	expect_text(&t, "rubbish\n", 8);
	must_take(&t, junk, 2 << 20, 65536); /* too long: passed over to its end */
	must_take(&t, "x\n{}\n", 5, 1);
	expect_text(&t, "rubbish\n{}\n", 11);
	assert_true(t.partial.cap < 3u << 20);
	bool fine = true;
	for (int i = 0; i < 10 && fine; i++) /* and without an end it is no stream of lines */
		fine = tail_take(&t, junk, 2 << 20, &fresh, &err);
	assert_false(fine);
	assert_non_null(strstr(err.text, "no end of a line"));
	assert_true(t.partial.cap < 6u << 20);
	free(junk);
	end(&t);
}

/* Zero bytes before a line are none of it, or it would be another line when it comes again. */
static void test_zeros_before_a_line(void **state) {
	(void)state;
	static const char sent[] = "\0\0\0\0\":{\"schema\":2}\n\n{\"t\":\"2024-07-22T09:05:13.000Z\",\"event\":{\"id\":\"1\",\"text\":\"x\"}}\n";
	struct tail t;
	must_init(&t);
	must_take(&t, sent, sizeof sent - 1, 2);
	uint64_t before = t.text.end;
	tail_resume(&t);
	must_take(&t, sent, sizeof sent - 1, 2);
	assert_int_equal(t.text.end, before);
	end(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces), cmocka_unit_test(test_every_cut), cmocka_unit_test(test_a_clock_that_stepped_back),
		cmocka_unit_test(test_a_site_that_changes), cmocka_unit_test(test_what_is_no_line), cmocka_unit_test(test_zeros_before_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
