/* One contract over every kind of source: a plain file, zstd frames, standard input (plain and compressed), a named pipe, a file that
 * grows in pieces torn in mid-line, a directory of segments, a daemon over HTTP and over a
 * unix socket. Each kind takes each of the recordings; what it must give is known from a list in memory. */
#include "source_files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon_run.h"

/* ---- the recordings ---- */

struct content {
	const char *name;
	size_t frames, gens, feeds, later_gens; /* a second site in the middle */
};

static const struct content contents[] = {
	{ "no set", 900, 0, 1, 1 },
	{ "no feed, one set", 900, 1, 0, 0 },
	{ "14 sets", 2400, 14, 1, 13 },
	{ "40 sets, 3 feeds", 1200, 40, 3, 41 },
	{ "256 sets", 300, 256, 3, 256 },
	{ "one frame", 1, 14, 1, 14 },
};
#define CONTENTS (sizeof contents / sizeof *contents)
#define GAP_MS 600000

/* In the order of the file: a gap, a second site, a doubled frame, a clock that steps back by two seconds; events between. */
static void make_recording(struct recording *r, const struct content *c) {
	int64_t t_ms = RECORDING_START;
	recording_init(r);
	recording_site(r, "first", c->gens, c->feeds, 1);
	for (size_t i = 0; i < c->frames; i++, t_ms += 1000) {
		bool long_enough = c->frames > 100;
		if (long_enough && i == c->frames / 4)
			t_ms += GAP_MS;
		if (long_enough && i == c->frames / 2)
			recording_site(r, "second", c->later_gens, c->feeds, 1);
		if (long_enough && i == c->frames * 3 / 4)
			t_ms -= 3000;
		recording_frame(r, t_ms);
		if (long_enough && i == c->frames * 5 / 8)
			recording_frame(r, t_ms);
		if (i % 37 == 5)
			recording_event(r, t_ms + 120, "something happened");
	}
}

/* ---- the kinds ---- */

struct place {
	char *dir, *path;
	pid_t writer;
	struct daemon daemon;
	int saved_stdin;
};

static void write_slowly(int fd, const char *text, size_t length) {
	size_t pieces[] = { 1, 700, 65536, 13, 4097 };
	for (size_t i = 0, n; length > 0; i++, text += n, length -= n) {
		n = pieces[i % 5] < length ? pieces[i % 5] : length;
		if (write(fd, text, n) != (ssize_t)n)
			_exit(1);
	}
}

static struct source *open_plain(struct place *p, const struct buf *text) {
	write_recording(p->path, text);
	return must_open(p->path);
}

static struct source *open_zst(struct place *p, const struct buf *text) {
	char *path = mem_printf("%s.zst", p->path);
	write_recording(path, text);
	struct source *s = must_open(path);
	free(path);
	return s;
}

static struct source *read_stream(struct source *s) {
	struct error err;
	if (!source_read_all(s, &err))
		fail_msg("%s", err.text);
	assert_int_equal(source_fd(s), -1);
	return s;
}

static struct source *open_piped(struct place *p, const char *bytes, size_t length) {
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	p->writer = fork();
	if (p->writer == 0) {
		close(ends[0]);
		write_slowly(ends[1], bytes, length);
		_exit(0);
	}
	close(ends[1]);
	p->saved_stdin = dup(STDIN_FILENO);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	struct source *s = must_open("-");
	dup2(p->saved_stdin, STDIN_FILENO);
	close(p->saved_stdin);
	return read_stream(s);
}

static struct source *open_stdin(struct place *p, const struct buf *text) {
	return open_piped(p, text->data, text->len);
}

static struct source *open_stdin_zst(struct place *p, const struct buf *text) {
	struct buf packed = { 0 };
	char *path = mem_printf("%s.zst", p->path);
	write_recording(path, text);
	FILE *f = fopen(path, "rb");
	packed.len = fread(buf_reserve(&packed, text->len + 1000), 1, text->len + 1000, f);
	fclose(f);
	struct source *s = open_piped(p, packed.data, packed.len);
	buf_free(&packed);
	free(path);
	return s;
}

static struct source *open_fifo(struct place *p, const struct buf *text) {
	assert_int_equal(mkfifo(p->path, 0600), 0);
	p->writer = fork();
	if (p->writer == 0) {
		int fd = open(p->path, O_WRONLY);
		write_slowly(fd, text->data, text->len);
		_exit(0);
	}
	return read_stream(must_open(p->path));
}

/* Cuts the recording at line ends into about `parts` segments, plain and compressed in turn, the last one plain. */
static void write_segments(const char *dir, const struct buf *text, size_t parts) {
	const char *at = text->data, *end = text->data + text->len;
	for (size_t i = 0; at < end; i++) {
		size_t left = (size_t)(end - at), want = text->len / parts + 1;
		const char *newline = want < left ? memchr(at + want, '\n', left - want) : NULL;
		const char *stop = newline ? newline + 1 : end;
		char *path = mem_printf("%s/2024%04zu.ndjson%s", dir, i, i % 2 || stop == end ? "" : ".zst");
		write_recording(path, &(struct buf){ .data = (char *)at, .len = (size_t)(stop - at) });
		free(path);
		at = stop;
	}
}

static struct source *open_directory(struct place *p, const struct buf *text) {
	write_segments(p->dir, text, 7);
	return must_open(p->dir);
}

/* A daemon that serves the file as it stands. */
static void serve(struct place *p, const struct buf *text, const char *listen) {
	const char *const argv[] = { "--replay", p->path, "--own-times", "--listen", listen, NULL };
	write_recording(p->path, text);
	daemon_start(&p->daemon, argv);
}

static struct source *open_http(struct place *p, const struct buf *text) {
	serve(p, text, "127.0.0.1:0");
	char *address = mem_printf("http://127.0.0.1:%d", p->daemon.port);
	struct source *s = read_stream(must_open(address));
	free(address);
	return s;
}

static struct source *open_unix(struct place *p, const struct buf *text) {
	char *address = mem_printf("unix:%s/socket", p->dir);
	serve(p, text, address);
	struct source *s = read_stream(must_open(address));
	free(address);
	return s;
}

/* The first part ends with the first frame line; the rest comes in pieces of odd lengths, with a look at it after each. */
static struct source *open_growing(struct place *p, const struct buf *text) {
	const char *at = memchr(text->data, '\n', text->len), *end = text->data + text->len;
	at = (char *)memchr(at + 1, '\n', (size_t)(end - at - 1)) + 1;
	int fd = open(p->path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	assert_int_equal(write(fd, text->data, (size_t)(at - text->data)), at - text->data);
	struct source *s = must_open(p->path);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	struct frame frame;
	int64_t first, last, before = 0;
	frame_init(&frame);
	for (size_t piece = 1, n; at < end; piece = (piece * 7 + 3) % 50021, at += n) {
		n = piece < (size_t)(end - at) ? piece : (size_t)(end - at);
		assert_int_equal(write(fd, at, n), n);
		assert_true(source_advance(s));
		assert_false(source_advance(s));
		while (source_scan_next(scan, &line))
			if (line.kind == LINE_BAD)
				fail_msg("%s", line.err.text);
		assert_true(source_range(s, &first, &last));
		assert_true(source_frame_before(s, INT64_MAX, &frame));
		if (last < before - 3000 || frame.t_ms > last + 2000)
			fail_msg("%lld %lld %lld at %td of %zu", (long long)before, (long long)last, (long long)frame.t_ms, at - text->data, text->len);
		before = last;
	}
	assert_int_equal(source_link(s), before > 0 ? LINK_LIVE : LINK_FILE);
	assert_true(source_poll_ms(s) > 0);
	frame_free(&frame);
	source_scan_close(scan);
	close(fd);
	return s;
}

struct kind {
	const char *name;
	struct source *(*open)(struct place *p, const struct buf *text);
};

static const struct kind kinds[] = {
	{ "plain", open_plain }, { "zst", open_zst }, { "stdin", open_stdin }, { "stdin, zst", open_stdin_zst },
	{ "pipe", open_fifo }, { "growing", open_growing }, { "directory", open_directory },
	{ "http", open_http }, { "unix", open_unix },
};
#define KINDS (sizeof kinds / sizeof *kinds)

/* ---- the assertions ---- */

/* The last frame, in the order of the file, at or before t; -1. */
static long frame_at(const struct recording *r, int64_t t_ms) {
	for (size_t i = r->frame_count; i-- > 0;)
		if (r->frames[i].t_ms <= t_ms)
			return (long)i;
	return -1;
}

static void expect_scan(struct source *s, const struct recording *r) {
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	struct damage_counts damage;
	size_t frames = 0, events = 0, sites = 0;
	uint64_t lines = 0;
	while (source_scan_next(scan, &line)) {
		assert_int_equal(line.line_number, ++lines);
		if (line.kind == LINE_FRAME) {
			assert_true(frames < r->frame_count);
			expect_frame(line.frame, &r->frames[frames++]);
			assert_int_equal(line.t_ms, line.frame->t_ms);
			assert_ptr_equal(line.site, line.frame->site);
		} else if (line.kind == LINE_EVENT) {
			events++;
			assert_string_equal(line.event.text, "something happened");
		} else if (line.kind == LINE_SITE) {
			assert_string_equal(line.site->name, r->sites[sites++]->name);
		} else {
			fail_msg("%s", line.err.text);
		}
	}
	assert_int_equal(frames, r->frame_count);
	assert_int_equal(events, r->event_count);
	assert_int_equal(sites, r->site_count);
	source_scan_counts(scan, &damage);
	bool whole = r->frame_count > 100;
	assert_int_equal(damage.gaps, whole);
	assert_int_equal(damage.misordered, whole);
	assert_int_equal(damage.doubled, whole);
	assert_int_equal(damage.unreadable + damage.torn + damage.too_long + damage.blocks, 0);
	assert_near(source_scan_progress(scan), 1, 0);
	assert_null(source_scan_first_damage(scan));
	source_scan_close(scan);
}

/* Where the clock steps back, two frames may serve for one time: then only the time is compared. */
static void expect_reference(const struct recording *r, const struct frame *f, long index) {
	const struct expected *e = &r->frames[index];
	size_t step = r->frame_count * 3 / 4;
	if (r->frame_count > 100 && (size_t)index + 8 > step && (size_t)index < step + 8)
		assert_true(f->t_ms <= e->t_ms && f->t_ms >= e->t_ms - 3000);
	else
		expect_frame(f, e);
}

static void expect_before(struct source *s, const struct recording *r, int64_t t_ms, struct frame *f) {
	long index = frame_at(r, t_ms);
	bool found = source_frame_before(s, t_ms, f);
	assert_int_equal(found, index >= 0);
	if (found)
		expect_reference(r, f, index);
}

static void expect_after(struct source *s, const struct recording *r, int64_t t_ms, struct frame *f) {
	long index = frame_at(r, t_ms) + 1;
	bool there = (size_t)index < r->frame_count;
	assert_int_equal(source_frame_after(s, t_ms, f), there);
	if (there) {
		assert_true(f->t_ms > t_ms);
		expect_reference(r, f, index);
	}
}

static void expect_jumps(struct source *s, const struct recording *r) {
	int64_t first = r->frames[0].t_ms, last = r->frames[r->frame_count - 1].t_ms;
	struct frame f;
	unsigned random = 1;
	frame_init(&f);
	for (int i = 0; i < 400; i++) {
		random = random * 1103515245u + 12345u;
		int64_t t_ms = first - 2000 + (int64_t)((double)(random >> 8) / (1 << 24) * (double)(last - first + 4000));
		expect_before(s, r, t_ms, &f);
		expect_after(s, r, t_ms, &f);
		expect_before(s, r, r->frames[random % r->frame_count].t_ms, &f);
	}
	expect_before(s, r, first - 1, &f);
	expect_before(s, r, first, &f);
	expect_after(s, r, first - 1, &f);
	expect_after(s, r, last, &f);
	expect_after(s, r, TIME_NONE + 1, &f);
	expect_before(s, r, TIME_NONE + 1, &f);
	expect_before(s, r, INT64_MAX, &f);
	expect_after(s, r, INT64_MAX, &f);
	frame_free(&f);
}

/* Playing, with a scan that goes on at the same time. */
static void expect_playing(struct source *s, const struct recording *r) {
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	struct frame f;
	size_t scanned = 0;
	int64_t first = r->frames[0].t_ms;
	frame_init(&f);
	for (int64_t t_ms = first; t_ms < first + 200000; t_ms += 260) {
		expect_before(s, r, t_ms, &f);
		if (source_scan_next(scan, &line) && line.kind == LINE_FRAME)
			expect_frame(line.frame, &r->frames[scanned++]);
	}
	/* Step by step: every frame in order, then back again; up to the step of the clock, where the order is another one. */
	int64_t t_ms = first - 1;
	size_t stop = r->frame_count > 100 ? r->frame_count / 2 : r->frame_count;
	for (size_t i = 0; i < stop; i++) {
		assert_true(source_frame_after(s, t_ms, &f));
		expect_frame(&f, &r->frames[i]);
		t_ms = f.t_ms;
	}
	for (size_t i = stop - 1; i-- > 0;) {
		assert_true(source_frame_before(s, t_ms - 1, &f));
		expect_frame(&f, &r->frames[i]);
		t_ms = f.t_ms;
	}
	source_scan_close(scan);
	assert_string_equal(f.site->name, "first"); /* frames and their sites outlive scans */
	frame_free(&f);
}

static void expect_scan_from(struct source *s, const struct recording *r) {
	for (size_t i = 0; i < r->frame_count; i += r->frame_count / 7 + 1) {
		struct scan_line line;
		struct source_scan *scan = source_scan_open(s, r->frames[i].t_ms + 400);
		assert_true(source_scan_next(scan, &line));
		assert_int_equal(line.kind, LINE_FRAME);
		assert_int_equal(line.line_number, 0);
		expect_reference(r, line.frame, frame_at(r, r->frames[i].t_ms + 400));
		source_scan_close(scan);
	}
	struct scan_line line;
	struct source_scan *scan = source_scan_open(s, RECORDING_START - 1);
	assert_true(source_scan_next(scan, &line));
	assert_int_equal(line.kind, LINE_SITE);
	source_scan_close(scan);
}

static void expect_contract(struct source *s, const struct recording *r) {
	int64_t first, last;
	assert_string_equal(source_site(s)->name, r->site_count == 1 || !source_site(s) ? "first" : source_site(s)->name);
	assert_true(source_range(s, &first, &last));
	assert_int_equal(first, r->frames[0].t_ms);
	assert_true(last >= r->frames[r->frame_count - 1].t_ms && last <= r->frames[r->frame_count - 1].t_ms + 120);
	expect_scan(s, r);
	assert_string_equal(source_site(s)->name, r->site->name);
	expect_jumps(s, r);
	expect_playing(s, r);
	expect_scan_from(s, r);
	expect_scan(s, r);
	assert_false(source_advance(s));
}

static void run_kind(const struct kind *kind) {
	for (size_t i = 0; i < CONTENTS; i++) {
		struct place place = { .dir = test_dir_make() };
		struct recording r;
		make_recording(&r, &contents[i]);
		place.path = mem_printf("%s/night.ndjson", place.dir);
		print_message("         %s, %s\n", kind->name, contents[i].name);
		struct source *s = kind->open(&place, &r.text);
		expect_contract(s, &r);
		source_close(s);
		if (place.daemon.pid > 0) {
			assert_int_equal(daemon_end(&place.daemon, SIGTERM), 0);
			daemon_free(&place.daemon);
		}
		if (place.writer > 0) {
			int status;
			assert_int_equal(waitpid(place.writer, &status, 0), place.writer);
			assert_int_equal(status, 0);
		}
		recording_free(&r);
		free(place.path);
		test_dir_remove(place.dir);
	}
}

static void test_plain(void **state) { (void)state; run_kind(&kinds[0]); }
static void test_zst(void **state) { (void)state; run_kind(&kinds[1]); }
static void test_stdin(void **state) { (void)state; run_kind(&kinds[2]); }
static void test_stdin_zst(void **state) { (void)state; run_kind(&kinds[3]); }
static void test_pipe(void **state) { (void)state; run_kind(&kinds[4]); }
static void test_growing(void **state) { (void)state; run_kind(&kinds[5]); }
static void test_directory(void **state) { (void)state; run_kind(&kinds[6]); }
static void test_http(void **state) { (void)state; run_kind(&kinds[7]); }
static void test_unix(void **state) { (void)state; run_kind(&kinds[8]); }

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain), cmocka_unit_test(test_zst), cmocka_unit_test(test_stdin),
		cmocka_unit_test(test_stdin_zst), cmocka_unit_test(test_pipe), cmocka_unit_test(test_growing),
		cmocka_unit_test(test_directory), cmocka_unit_test(test_http), cmocka_unit_test(test_unix),
	};
	_Static_assert(sizeof tests / sizeof *tests == KINDS, "a test for each kind");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
