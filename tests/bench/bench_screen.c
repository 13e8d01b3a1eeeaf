/* What the dashboard costs at 120x40 and 1x: the terminal line, the processor, the time from key to screen, rest and memory; beside it the
 * peers that are installed, run the same way in the same minute, and the least that a program can do on a terminal. Times are printed as
 * ratios and never fail; what can be counted (writes per frame, wake-ups at rest, anonymous memory) fails the bench. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "bench_program.h"
#include "pty/harness.h"
#include "times.h"

#define COLS 120
#define ROWS 40
#define PLAY_MS 10000
#define REST_MS 5000
#define KEYS 100
#define EDIT_KEY_MS 16.0
#define ANON_MOST_KB (64 * 1024)

struct subject {
	const char *name, *keys[2]; /* pressed in turn: each changes the screen */
	const char *argv[6];
	const char *ready;          /* on the first whole screen; NULL: any output, then quiet */
};

struct result {
	double first_ms, bytes_s, refreshes_s, cpu_ms, sent_ratio, key_ms, key_worst_ms, wakes_s, anon_mb;
};

static int64_t now_us(void) {
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t wakes(const struct pty *p) { return pty_proc_value(p, "status", "voluntary_ctxt_switches"); }

/* The bytes of the characters that differ between two screens: what an ideal sender would have to send at the least. */
static size_t ideal_bytes(const char *before, const char *after) {
	size_t count = 0;

	while (*before && *after) {
		size_t a = 1, b = 1;
		while ((before[a] & 0xc0) == 0x80)
			a++;
		while ((after[b] & 0xc0) == 0x80)
			b++;
		if (a != b || memcmp(before, after, a) != 0)
			count += b;
		before += a;
		after += b;
	}
	return count;
}

static bool first_screen(struct pty *p, const struct subject *s, struct result *r, int64_t from_us) {
	if (s->ready) {
		while (!pty_shows(p, s->ready) && now_us() - from_us < 5000000)
			pty_pump(p, 1);
		r->first_ms = (double)(now_us() - from_us) / 1000;
		return pty_shows(p, s->ready);
	}
	while (pty_bytes(p)->len == 0 && now_us() - from_us < 5000000)
		pty_pump(p, 1);
	r->first_ms = (double)(now_us() - from_us) / 1000;
	pty_wait_quiet(p, 100, 3000);
	return pty_bytes(p)->len > 0;
}

static void play(struct pty *p, struct result *r) {
	int64_t until_ms = clock_mono_ms() + PLAY_MS, cpu = pty_cpu_us(p), woken = wakes(p);
	size_t from = pty_bytes(p)->len, ideal = 0, refreshes = 0;
	char *before = mem_strdup(pty_screen(p));

	while (clock_mono_ms() < until_ms)
		if (pty_pump(p, 20)) {
			while (pty_pump(p, 5))
				continue;
			ideal += ideal_bytes(before, pty_screen(p));
			free(before);
			before = mem_strdup(pty_screen(p));
			refreshes++;
		}
	free(before);
	r->bytes_s = (double)(pty_bytes(p)->len - from) * 1000 / PLAY_MS;
	r->refreshes_s = (double)refreshes * 1000 / PLAY_MS;
	r->cpu_ms = refreshes ? (double)(pty_cpu_us(p) - cpu) / 1000 / (double)refreshes : 0;
	r->sent_ratio = ideal ? (double)(pty_bytes(p)->len - from) / (double)ideal : 0;
	r->wakes_s = (double)(wakes(p) - woken) * 1000 / PLAY_MS;
	r->anon_mb = (double)pty_proc_value(p, "status", "RssAnon") / 1024;
}

static int by_value(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void press_keys(struct pty *p, const struct subject *s, struct result *r) {
	double took[KEYS];

	for (int i = 0; i < KEYS; i++) {
		int64_t from_us;
		pty_wait_quiet(p, 10, 1000);
		from_us = now_us();
		pty_type(p, s->keys[i % 2]);
		while (!pty_pump(p, 1) && now_us() - from_us < 1000000)
			continue;
		took[i] = (double)(now_us() - from_us) / 1000;
	}
	qsort(took, KEYS, sizeof took[0], by_value);
	r->key_ms = took[KEYS / 2];
	r->key_worst_ms = took[KEYS - 1];
}

static struct pty *launch(const struct subject *s, const char *const *env) {
	return pty_start(&(struct pty_options){ .argv = s->argv, .env = env, .cols = COLS, .rows = ROWS });
}

/* Plays, presses keys, and leaves the program running. */
static struct pty *measure(const struct subject *s, const char *const *env, struct result *r) {
	int64_t from_us = now_us();
	struct pty *p = launch(s, env);

	memset(r, 0, sizeof *r);
	if (!p)
		return NULL;
	if (!first_screen(p, s, r, from_us)) {
		fprintf(stderr, "%s shows nothing:\n%s\n", s->name, pty_screen(p));
		pty_free(p);
		return NULL;
	}
	pty_wait_quiet(p, 200, 2000);
	play(p, r);
	if (s->keys[0])
		press_keys(p, s, r);
	return p;
}

static void print_result(const char *name, const struct result *r, const struct result *least) {
	printf("%-10s %9.1f %9.0f %7.1f %8.2f %9.2f %8.2f %8.2f %7.0fx %8.1f %7.1f\n", name, r->first_ms, r->bytes_s, r->refreshes_s, r->sent_ratio,
	       r->cpu_ms, r->key_ms, r->key_worst_ms, least->key_ms > 0 ? r->key_ms / least->key_ms : 0, r->wakes_s, r->anon_mb);
}

/* mwtop / peer, so that less than 1 is better. */
static void print_ratio(const char *name, const struct result *a, const struct result *b) {
	printf("mwtop / %-8s first %.2f  bytes/s %.2f  CPU per refresh %.2f  CPU per second %.2f  key %.2f  memory %.2f\n", name, a->first_ms / b->first_ms,
	       b->bytes_s > 0 ? a->bytes_s / b->bytes_s : 0, b->cpu_ms > 0 ? a->cpu_ms / b->cpu_ms : 0,
	       b->cpu_ms > 0 ? a->cpu_ms * a->refreshes_s / (b->cpu_ms * b->refreshes_s) : 0, b->key_ms > 0 ? a->key_ms / b->key_ms : 0,
	       b->anon_mb > 0 ? a->anon_mb / b->anon_mb : 0);
}

static bool check(bool fine, const char *what, double value, const char *limit) {
	printf("%-40s %10.2f   %-24s %s\n", what, value, limit, fine ? "ok" : "MISSED");
	return fine;
}

/* What can be counted. One write more than frames is the way out, and one the part of the first frame that the tty's buffer had no room for. */
static bool check_counts(struct pty *p, const struct result *r, const char *log) {
	unsigned long long frames = 0, writes = 0;
	int64_t woken;
	bool fine;

	pty_type(p, " ");
	pty_wait_text(p, "PAUSED", true, 2000);
	pty_wait_quiet(p, 1500, 5000);
	woken = wakes(p);
	pty_wait_quiet(p, REST_MS, REST_MS);
	woken = wakes(p) - woken;
	pty_type(p, "q");
	fine = pty_wait_state(p, PTY_EXITED, 2000, true) && read_term_log(log, &frames, &writes);
	fine = check(fine && frames > 0 && writes <= frames + 2, "writes per frame", (double)writes / (double)(frames ? frames : 1), "1") && fine;
	fine = check(woken == 0, "wake-ups in 5 s of rest", (double)woken, "0") && fine;
	return check(r->anon_mb * 1024 < ANON_MOST_KB, "anonymous memory, MB", r->anon_mb, "under 64") && fine;
}

static int least_program(void) {
	struct termios modes;
	char byte;

	tcgetattr(STDIN_FILENO, &modes);
	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	if (write(STDOUT_FILENO, "ready", 5) != 5)
		return 1;
	while (read(STDIN_FILENO, &byte, 1) == 1)
		if (write(STDOUT_FILENO, &byte, 1) != 1)
			return 1;
	return 0;
}

/* A copy that nobody has written to for long: a young file may still grow and is looked at now and then. */
static bool copy_old(const char *from, const char *to) {
	static const struct timespec long_ago[] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
	char bytes[65536];
	FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
	size_t n;
	bool fine = out != NULL;

	while (fine && (n = fread(bytes, 1, sizeof bytes, in)) > 0)
		fine = fwrite(bytes, 1, n, out) == n;
	if (in)
		fclose(in);
	if (out)
		fine = fclose(out) == 0 && fine;
	return fine && utimensat(AT_FDCWD, to, long_ago, 0) == 0;
}

static const struct subject peers[] = {
	{ "htop", { "\033[B", "\033[A" }, { "/usr/bin/htop", "-d", "10" }, NULL },
	{ "btop", { "\033[B", "\033[A" }, { "/usr/bin/btop" }, NULL },
	{ "top", { "c", "c" }, { "/usr/bin/top", "-d", "1" }, NULL },
	{ "atop", { NULL, NULL }, { "/usr/bin/atop", "1" }, NULL },
	{ "nvtop", { NULL, NULL }, { "/usr/bin/nvtop", "-d", "10" }, NULL },
};

static void measure_peers(const char *const *env, const struct result *ours, const struct result *least) {
	struct result r;

	for (size_t i = 0; i < sizeof peers / sizeof peers[0]; i++) {
		struct pty *p = access(peers[i].argv[0], X_OK) == 0 ? measure(&peers[i], env, &r) : NULL;

		if (!p) {
			printf("%-10s not installed\n", peers[i].name);
			continue;
		}
		print_result(peers[i].name, &r, least);
		print_ratio(peers[i].name, ours, &r);
		pty_free(p);
	}
}

/* From a key that edits a scenario to the screen that shows what comes of it: the cap, a step up and a step down. */
static bool measure_edits(const char *mwtop, const char *recording, const char *const *env) {
	struct subject s = { "what-if", { "+", "-" }, { mwtop, recording, "--at", "T-40m" }, "G14" };
	struct result r = { 0 };
	struct pty *p = launch(&s, env);
	if (!p || !first_screen(p, &s, &r, now_us())) {
		fprintf(stderr, "the what-if shows nothing\n");
		pty_free(p);
		return false;
	}
	pty_wait_quiet(p, 200, 2000);
	pty_type(p, " w4");
	pty_wait_quiet(p, 500, 5000);
	press_keys(p, &s, &r);
	pty_free(p);
	printf("%-10s key ms: half %.2f, worst %.2f\n", s.name, r.key_ms, r.key_worst_ms);
	return check(r.key_ms < EDIT_KEY_MS, "from an edit to its screen, ms", r.key_ms, "under 16");
}

static int bench(const char *build, const char *dir) {
	char *mwtop = mem_printf("%s/mwtop", build), *from = mem_printf("%s/recordings/generator-trip.ndjson.zst", build);
	char *recording = mem_printf("%s/trip.ndjson.zst", dir), *log = mem_printf("%s/log", dir), *log_env = mem_printf("MWTOP_LOG=%s", log);
	const char *env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin", "HOME=/tmp", log_env, NULL };
	struct subject least = { "least", { "x", "y" }, { "/proc/self/exe", "least" }, "ready" };
	struct subject us = { "mwtop", { "\t", "\t" }, { mwtop, recording }, "G14" };
	struct result least_result, ours;
	struct pty *p;
	int status = 1;

	if (!copy_old(from, recording)) {
		fprintf(stderr, "bench_screen: cannot copy %s: %s\n", from, strerror(errno));
		goto out;
	}
	printf("%-10s %9s %9s %7s %8s %9s %8s %8s %8s %8s %7s\n", "120x40 1x", "first ms", "bytes/s", "fresh/s", "sent/min", "CPU ms/r", "key ms", "worst", "/ least",
	       "wakes/s", "anon MB");
	p = measure(&least, env, &least_result);
	if (!p)
		goto out;
	pty_free(p);
	print_result("least", &least_result, &least_result);
	p = measure(&us, env, &ours);
	if (!p)
		goto out;
	print_result("mwtop", &ours, &least_result);
	status = check_counts(p, &ours, log) ? 0 : 1;
	pty_free(p);
	if (!measure_edits(mwtop, recording, env))
		status = 1;
	measure_peers(env, &ours, &least_result);
out:
	unlink(recording);
	unlink(log);
	free(mwtop);
	free(from);
	free(recording);
	free(log);
	free(log_env);
	return status;
}

int main(int argc, char **argv) {
	const char *build = getenv("MWTOP_BUILD");
	char dir[] = "/tmp/mwtop-bench-XXXXXX";
	int status;

	(void)argv;
	if (argc > 1)
		return least_program();
	if (!mkdtemp(dir)) {
		perror("bench_screen");
		return 1;
	}
	status = bench(build && *build ? build : "build", dir);
	rmdir(dir);
	return status;
}
