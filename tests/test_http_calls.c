/* Calls over HTTP and their ends: done is told exactly once, whatever handlers do and whenever the answer ends; nothing is told after a
 * cancel; and no end waits for a name server. */
#include "http_rig.h"

#include <netdb.h>

/* ---- a name server that hangs ---- */

#define HANG_MS 5000
#define HANGS "hangs.invalid"

static _Atomic int lookups, answered;
static _Atomic bool answers;

/* libcurl, loaded later, finds this one before that of the C library. Nothing here asks a name server: one name hangs, others are none. */
int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints, struct addrinfo **restrict out) {
	(void)service;
	(void)hints;
	*out = NULL;
	if (!name || strcmp(name, HANGS) != 0)
		return EAI_NONAME;
	lookups++;
	for (int i = 0; i < HANG_MS && !answers; i++)
		poll(NULL, 0, 1);
	answered++;
	return EAI_AGAIN;
}

static bool is_looked_up(const void *data) {
	(void)data;
	return lookups > 0;
}

static void test_name_server_that_hangs(void **state) {
	static const char *const ways[] = { "close", "cancel", "time to connect is over" };
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct answer a = { 0 };
		struct http *h = client("http://" HANGS ":9643", NULL);
		lookups = answered = 0;
		answers = false;
		ask(h, &a, &(struct http_limits){ .connect_s = way == 2 ? 0.2 : 0 });
		pump_until(h, is_looked_up, NULL);
		int64_t begin_ms = clock_mono_ms();
		if (way == 1)
			cancel(&a);
		if (way == 2)
			pump_until(h, is_done, &a);
		http_close(h);
		int64_t took_ms = clock_mono_ms() - begin_ms;
		if (took_ms >= 1000)
			fail_msg("%s: it took %d ms", ways[way], (int)took_ms);
		assert_int_equal(answered, 0); /* it hangs still */
		assert_int_equal(a.dones, way == 2);
		if (way == 2)
			assert_non_null(strstr(a.result.err.text, HANGS ":9643: no answer in time"));
		answers = true;
		for (int i = 0; i < HANG_MS && answered < lookups; i++)
			poll(NULL, 0, 1);
		assert_int_equal(answered, lookups);
	}
}

/* ---- handlers ---- */

static void test_refused(void **state) {
	(void)state;
	struct server s;
	SERVE(&s, OK "Content-Length: 5\r\n\r\nhello", 0);
	for (int when = AT_HEAD; when <= AT_BODY; when++) {
		struct answer a = { .deed = REFUSE, .when = (enum when)when };
		fetch(&s, &(struct http_limits){ 0 }, &a);
		assert_false(a.result.complete);
		assert_int_equal(a.body.len, when == AT_HEAD ? 0 : 5);
		buf_free(&a.body);
	}
	server_end(&s);
}

/* Nothing is told after a cancel. */
static void test_cancelled_by_itself(void **state) {
	(void)state;
	struct server s;
	SERVE(&s, OK "Content-Length: 5\r\n\r\nhello", 0);
	for (int when = AT_HEAD; when <= AT_BODY; when++) {
		struct answer a = { .deed = CANCEL, .when = (enum when)when }, after = { 0 };
		struct http *h = client_of(&s);
		ask(h, &a, &(struct http_limits){ 0 });
		ask(h, &after, &(struct http_limits){ 0 });
		pump_until(h, is_done, &after);
		for (int i = 0; i < 20 && a.heads == 0; i++) {
			poll(NULL, 0, 5);
			http_pump(h);
		}
		assert_int_equal(a.heads, 1);
		assert_int_equal(a.dones, 0);
		assert_true(after.result.complete);
		http_close(h);
		buf_free(&a.body);
		buf_free(&after.body);
	}
	server_end(&s);
}

/* Pumps after everything has come, for what should not be told any more. */
static void pump_on(struct http *h, int turns) {
	for (int i = 0; i < turns; i++) {
		poll(NULL, 0, 5);
		http_pump(h);
	}
}

/* A call may be started within a handler, and cancelled there at once: then it was never sent. */
static void test_started_within_handlers(void **state) {
	(void)state;
	struct server s;
	SERVE(&s, OK "Content-Length: 5\r\n\r\nhello", 0);
	for (int deed = ASK; deed <= ASK_AND_CANCEL; deed++)
		for (int when = AT_HEAD; when <= AT_DONE; when++) {
			struct answer other = { 0 }, a = { .deed = (enum deed)deed, .when = (enum when)when, .others = &other };
			struct http *h = client_of(&s);
			int before = *s.clients;
			ask(h, &a, &(struct http_limits){ 0 });
			pump_until(h, is_done, &a);
			assert_true(a.result.complete);
			if (deed == ASK)
				pump_until(h, is_done, &other);
			pump_on(h, 4);
			http_close(h);
			assert_int_equal(a.dones, 1);
			assert_int_equal(other.heads, deed == ASK);
			assert_int_equal(other.dones, deed == ASK);
			assert_int_equal(other.body.len, deed == ASK ? 5 : 0);
			if (deed == ASK_AND_CANCEL)
				assert_int_equal(*s.clients - before, 1);
			buf_free(&a.body);
			buf_free(&other.body);
		}
	server_end(&s);
}

static int count_dones(const struct answer *all, int count) {
	int dones = 0;
	for (int i = 0; i < count; i++)
		dones += all[i].dones;
	return dones;
}

/* Of many that end at about the same time the first that is told something cancels the others: of those nothing is told from then on. */
static void test_first_cancels_the_others(void **state) {
	enum { COUNT = 20 };
	static const struct { const char *text; enum when when; int hold_ms; } rows[] = {
		{ OK "Content-Length: 5\r\n\r\nhello", AT_HEAD, 0 }, { OK "Content-Length: 5\r\n\r\nhello", AT_BODY, 0 },
		{ OK "Content-Length: 5\r\n\r\nhello", AT_DONE, 0 }, { OK "Content-Length: 0\r\n\r\n", AT_HEAD, 0 },
		{ OK "Content-Length: 0\r\n\r\n", AT_DONE, 0 }, { "", AT_DONE, 60000 }, /* these end by their silence, all at once */
	};
	(void)state;
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct server s;
		struct answer all[COUNT] = { 0 };
		int heads = 0;
		server_start(&s, NULL, rows[r].text, strlen(rows[r].text), false, rows[r].hold_ms);
		struct http *h = client_of(&s);
		for (int i = 0; i < COUNT; i++) {
			all[i] = (struct answer){ .deed = CANCEL_OTHERS, .when = rows[r].when, .others = all, .other_count = COUNT };
			ask(h, &all[i], &(struct http_limits){ .stall_s = rows[r].hold_ms > 0 ? 0.2 : 0 });
		}
		for (int64_t until_ms = clock_mono_ms() + WAIT_MS; count_dones(all, COUNT) == 0 && clock_mono_ms() < until_ms;) {
			poll(NULL, 0, 25); /* rarely, so that many are ready at once */
			http_pump(h);
		}
		pump_on(h, 10);
		http_close(h);
		assert_int_equal(count_dones(all, COUNT), 1);
		for (int i = 0; i < COUNT; i++) {
			heads += all[i].heads;
			buf_free(&all[i].body);
		}
		if (rows[r].when == AT_HEAD)
			assert_int_equal(heads, 1);
		server_end(&s);
	}
}

static bool is_done_or_acted(const void *data) {
	return is_done(data) || ((const struct answer *)data)->acted > 0;
}

struct end_row {
	const char *text;
	bool head, body; /* there is a whole one; some of one */
	int hold_ms;     /* above zero: it ends by its silence */
};

/* One call whose handler does that, on an answer that ends like that. */
static void assert_one_end(const struct server *s, const struct end_row *row, enum deed deed, enum when when) {
	struct answer other = { 0 }, a = { .deed = deed, .when = when, .others = &other, .other_count = 1 };
	struct http *h = client_of(s);
	ask(h, &a, &(struct http_limits){ .stall_s = row->hold_ms > 0 ? 0.1 : 0 });
	pump_until(h, is_done_or_acted, &a);
	bool ended = a.acted > 0 && when != AT_DONE && (deed == CANCEL || deed == REFUSE), cancelled = ended && deed == CANCEL;
	if (!cancelled)
		pump_until(h, is_done, &a);
	pump_on(h, 2);
	http_close(h);
	/* What is silent may be so before its head has come, when the machine is slow. */
	bool acts = when == AT_DONE || (when == AT_HEAD ? row->head : row->body);
	bool fine = row->hold_ms > 0 ? a.heads <= row->head : a.heads == row->head && (a.acted > 0) == acts;
	fine = fine && a.dones == !cancelled && !(ended && a.result.complete) && !(ended && when == AT_HEAD && a.body.len > 0);
	if (!fine)
		fail_msg("%.60s...: deed %d at %d: %d heads, %d dones, complete %d", row->text, deed, when, a.heads, a.dones, a.result.complete);
	buf_free(&a.body);
	buf_free(&other.body);
}

/* Whatever a handler does, and whenever the answer ends: one head for a whole head, then done once, and nothing after it. */
static void test_done_is_told_once(void **state) {
	static const struct end_row rows[] = {
		{ OK "Content-Length: 5\r\n\r\nhello", true, true, 0 },
		{ OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true, true, 0 },
		{ OK "\r\nuntil it closes", true, true, 0 },
		{ OK "Content-Length: 50\r\n\r\ncut", true, true, 0 },
		{ OK "Content-Length: 50\r\n\r\nsilent", true, true, 60000 },
		{ OK "Content-Length: 0\r\n\r\n", true, false, 0 }, /* ends with its head */
		{ OK "\r\n", true, false, 0 },
		{ "HTTP/1.1 204 No Content\r\n\r\n", true, false, 0 },
		{ "HTTP/1.1 304 Not Modified\r\n\r\n", true, false, 0 },
		{ "HTTP/1.1 100 Continue\r\n\r\n", false, false, 0 },
		{ "HTTP/1.1 200 O", false, false, 0 }, /* a head that never ends */
		{ OK "X-Mark: here\r\n", false, false, 0 },
		{ OK "X-Mark: here\r\n", false, false, 60000 },
		{ "", false, false, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct server s;
		server_start(&s, NULL, rows[i].text, strlen(rows[i].text), false, rows[i].hold_ms);
		for (int deed = TAKE; deed < DEED_COUNT; deed++)
			for (int when = AT_HEAD; when <= AT_DONE; when++)
				assert_one_end(&s, &rows[i], (enum deed)deed, (enum when)when);
		server_end(&s);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name_server_that_hangs), cmocka_unit_test(test_refused), cmocka_unit_test(test_cancelled_by_itself),
		cmocka_unit_test(test_started_within_handlers), cmocka_unit_test(test_first_cancels_the_others), cmocka_unit_test(test_done_is_told_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
