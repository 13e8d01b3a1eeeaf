/* Taking what comes in, for hours, as `mwtop record` does: each line once, through cuts too, while what was taken is let go of, so that the
 * temporary file stays small. */
#include "live_night.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fault_proxy.h"
#include "tap.h"

/* Bytes of the temporary files that a process has open. */
static uint64_t spooled(pid_t pid) {
	char *dir = mem_printf("/proc/%d/fd", (int)pid), target[300];
	DIR *d = opendir(dir);
	uint64_t bytes = 0;
	for (struct dirent *e; d && (e = readdir(d));) {
		char *path = mem_printf("%s/%s", dir, e->d_name);
		ssize_t n = readlink(path, target, sizeof target - 1);
		struct stat info;
		target[n > 0 ? n : 0] = '\0';
		if (strstr(target, "mwtop-spool-") && stat(path, &info) == 0)
			bytes += (uint64_t)info.st_size;
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
	return bytes;
}

/* One turn of what `record` does. */
static bool take(struct source *s, struct tap *tap, struct buf *out, uint64_t keep) {
	source_advance(s);
	tap_take(tap, out);
	return source_trim(s, keep);
}

static void test_from_a_pipe(void **state) {
	(void)state;
	struct recording r;
	struct buf out = { 0 };
	struct error err;
	struct frame frame;
	char *dir = test_dir_make(), *path = mem_printf("%s/pipe", dir);
	int64_t first, last;
	int trims = 0;
	uint64_t largest = 0;
	recording_plain(&r, 4000, 100, 1);
	recording_site(&r, "second", 60, 1, 1);
	for (int i = 0; i < 4000; i++)
		recording_frame(&r, RECORDING_START + 5000000 + 1000 * i);
	assert_true(r.text.len > 5u << 20);
	assert_int_equal(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDWR);
	struct source *s = source_open(path, &err);
	assert_non_null(s);
	struct tap *tap = tap_open(s, true);
	for (size_t at = 0, piece = 1; at < r.text.len; at += piece) {
		piece = (piece * 7 + 3) % 5021;
		piece = piece < r.text.len - at ? piece : r.text.len - at;
		assert_int_equal(write(fd, r.text.data + at, piece), piece);
		trims += take(s, tap, &out, 20000);
		largest = spooled(getpid()) > largest ? spooled(getpid()) : largest;
	}
	assert_int_equal(out.len, r.text.len);
	assert_memory_equal(out.data, r.text.data, out.len);
	assert_true(trims > 20);
	assert_true(largest < 60000);
	/* what is left is a recording like any other */
	frame_init(&frame);
	assert_true(source_range(s, &first, &last));
	assert_true(first > r.frames[7000].t_ms && last == r.frames[7999].t_ms);
	assert_true(source_frame_before(s, first, &frame) && frame.t_ms == first);
	assert_string_equal(frame.site->name, "second");
	assert_false(source_frame_before(s, r.frames[6000].t_ms, &frame));
	assert_true(source_frame_after(s, 0, &frame) && frame.t_ms == first);
	assert_true(source_frame_before(s, INT64_MAX, &frame));
	expect_frame(&frame, &r.frames[7999]);
	frame_free(&frame);
	tap_close(tap);
	source_close(s);
	close(fd);
	unlink(path);
	free(path);
	test_dir_remove(dir);
	buf_free(&out);
	recording_free(&r);
}

/* Takes until `lines` more have come. */
static int take_lines(struct source *s, struct tap *tap, struct buf *out, uint64_t lines) {
	uint64_t until = tap_lines(tap) + lines;
	int64_t limit_ms = clock_mono_ms() + WAIT_MS;
	int trims = 0;
	while (tap_lines(tap) < until) {
		struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
		if (clock_mono_ms() > limit_ms)
			fail_msg("%llu of %llu lines; %s", (unsigned long long)tap_lines(tap), (unsigned long long)until, source_note(s) ? source_note(s) : "");
		poll(&p, 1, 20);
		trims += take(s, tap, out, 5000);
	}
	return trims;
}

static void test_from_a_daemon(void **state) {
	(void)state;
	struct night n;
	struct fault_proxy proxy;
	struct error err;
	struct buf out = { 0 };
	struct source_access access = { .from_now = true };
	int64_t first, last, limit_ms = clock_mono_ms() + WAIT_MS;
	int trims = 0;
	uint64_t largest = 0;
	night_begin(&n, 3000, 3);
	fault_proxy_start(&proxy, n.daemon.port);
	fault_proxy_do(&proxy, FAULT_NONE, 0);
	char *address = mem_printf("http://127.0.0.1:%d", proxy.port);
	struct source *s = source_open_with(address, &access, &err);
	assert_non_null(s);
	struct tap *tap = tap_open(s, false);
	while (!source_range(s, &first, &last) || last != newest(&n) || !source_knows_past(s)) {
		struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
		assert_true(clock_mono_ms() < limit_ms);
		poll(&p, 1, 20);
		take(s, tap, &out, 5000);
	}
	assert_true(first == newest(&n)); /* the past was not asked for */
	assert_true(fault_proxy_bytes(&proxy) < 5000);
	size_t begin = n.r.text.len;
	for (int round = 0; round < 12; round++) {
		for (int i = 0; i < 50; i++)
			go_on(&n, 1000);
		if (round % 3 == 1)
			fault_proxy_do(&proxy, FAULT_CUT, 0);
		if (round % 3 == 2)
			fault_proxy_do(&proxy, FAULT_CUT_AFTER, 777);
		trims += take_lines(s, tap, &out, 50);
		largest = spooled(getpid()) > largest ? spooled(getpid()) : largest;
	}
	const char *lines = memchr(out.data, '\n', out.len); /* behind the site line */
	assert_non_null(lines++);
	assert_int_equal(out.len - (size_t)(lines - out.data), n.r.text.len - begin);
	assert_memory_equal(lines, n.r.text.data + begin, n.r.text.len - begin);
	assert_true(trims >= 5);
	assert_true(largest < 25000); /* of which a turn may bring all that was missed */
	tap_close(tap);
	source_close(s);
	fault_proxy_end(&proxy);
	free(address);
	buf_free(&out);
	night_end(&n);
}

static pid_t start_record(const char *out, int *input) {
	const char *build = getenv("MWTOP_BUILD");
	char *program = mem_printf("%s/mwtop", build && *build ? build : "build");
	int ends[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(ends[0], 0);
		dup2(null, 1);
		dup2(null, 2);
		execl(program, program, "record", "-o", out, "-", (char *)NULL);
		_exit(127);
	}
	close(ends[0]);
	close(null);
	free(program);
	*input = ends[1];
	return pid;
}

/* The program itself, over more than it may keep. */
static void test_the_program(void **state) {
	(void)state;
	enum { TEXT_MIB = 200, LINE = 1 << 19 };
	struct recording r;
	char *text = mem_alloc(LINE);
	char *dir = test_dir_make(), *out = mem_printf("%s/out.ndjson", dir);
	int input, status = -1;
	uint64_t largest = 0, now;
	pid_t pid = start_record(out, &input);
	recording_plain(&r, 1, 1, 1);
	assert_int_equal(write(input, r.text.data, r.text.len), r.text.len);
	memset(text, 'x', LINE); /* rubbish is not recorded, which spares the disk here, but comes in like everything */
	text[LINE - 1] = '\n';
	for (int i = 0; i < 2 * TEXT_MIB; i++) {
		char time[TIME_ISO_SIZE];
		text[snprintf(text, 100, "{\"t\":\"%s\",", time_format_iso(RECORDING_START + 1000 * (i + 1), time))] = 'x';
		for (size_t at = 0; at < LINE;) {
			ssize_t written = write(input, text + at, LINE - at);
			assert_true(written > 0);
			at += (size_t)written;
		}
		now = spooled(pid);
		largest = now > largest ? now : largest;
	}
	close(input);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(largest > 60u << 20); /* it was looked at where it is */
	assert_true(largest <= 140u << 20);
	free(text);
	free(out);
	test_dir_remove(dir);
	recording_free(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_a_pipe), cmocka_unit_test(test_from_a_daemon), cmocka_unit_test(test_the_program),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
