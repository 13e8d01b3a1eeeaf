/* A long run: $MWTOP_SOAK_S seconds (600) of a site of 256 sets at 50 frames a second. mwtopd simulates and records it; mwtop record, a
 * dashboard on a terminal and a stream client of this program watch it. It fails when memory or descriptors of any of the programs grow
 * after the first minute, when the recording has not a frame for every second of the site, and when the stream or what mwtop record wrote
 * differ from the recording by a single line. Needs some GB in $TMPDIR. */
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <sys/socket.h>

#include "bench/answer.h"
#include "bench/bench_program.h"
#include "bench/big_site.h"
#include "pty/harness.h"
#include "recorded.h"
#include "sequence.h"
#include "times.h"
#include "watched.h"

#define SECONDS 600
#define SECONDS_LEAST 30
#define SPEED 50
#define FRAMES_LEAST 40       /* a second, on a machine that has other things to do */
#define PERIOD_MS 1000        /* of the site */
#define SAMPLE_S 10
#define SETTLE_S 60
#define END_MS 120000         /* for the end of a program: segments are compressed */
#define LATE_LINES SPEED      /* by which a recorder may be behind when it is stopped */

enum { DAEMON, RECORD, DASHBOARD, WATCHED };

struct soak {
	char *dir, *recording, *recorded, *log;
	int seconds;
	struct server server;
	pid_t record;
	struct pty *dashboard;
	int stream;                /* socket; -1: ended */
	struct answer answer;
	struct sequence streamed;
	size_t streamed_when_stopped; /* lines of it when mwtop record was told to end */
	struct watched watched[WATCHED];
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number) {
	interrupted = number;
}

/* ---- beginning ---- */

static void on_line(void *data, const char *text, size_t length) {
	sequence_add(data, text, length, 0);
}

/* A program without input; what it prints goes to the log. */
static pid_t start(const struct soak *s, const char *const *argv) {
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	int in = open("/dev/null", O_RDONLY), out = open(s->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static bool start_daemon(struct soak *s) {
	char *script = big_site_write(s->dir), speed[16];
	snprintf(speed, sizeof speed, "%d", SPEED);
	bool fine = script && server_start(&s->server, (const char *const[]){ "--sim", script, "--speed", speed, "--record", s->recording, "--log", s->log, NULL });
	free(script);
	return fine;
}

static bool start_watchers(struct soak *s) {
	char *mwtop = mem_printf("%s/mwtop", bench_build()), *url = mem_printf("http://127.0.0.1:%d", s->server.port), *tmp = mem_printf("TMPDIR=%s", s->dir);
	const char *const record[] = { mwtop, "record", url, "-o", s->recorded, NULL }, *const dashboard[] = { mwtop, url, NULL };
	const char *const env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin", tmp, NULL };
	s->stream = answer_ask(s->server.port, "/v1/stream", "", 0);
	s->record = start(s, record);
	s->dashboard = pty_start(&(struct pty_options){ .argv = dashboard, .env = env, .cols = 120, .rows = 40 });
	bool fine = s->stream >= 0 && s->record > 0 && s->dashboard && pty_wait_text(s->dashboard, "LIVE", true, PTY_LIMIT_MS);
	if (!fine)
		fprintf(stderr, "soak: the watchers do not start: %s\n", s->dashboard ? pty_screen(s->dashboard) : strerror(errno));
	free(mwtop);
	free(url);
	free(tmp);
	return fine;
}

/* ---- running ---- */

/* What the stream and the terminal bring, for at most that long. */
static void take(struct soak *s, int ms) {
	static char chunk[256 << 10];
	struct pollfd ready[] = { { .fd = s->stream, .events = POLLIN }, { .fd = s->dashboard ? pty_master(s->dashboard) : -1, .events = POLLIN } };
	if (poll(ready, 2, ms) <= 0)
		return;
	if (ready[1].revents)
		pty_pump(s->dashboard, 0);
	if (!ready[0].revents)
		return;
	ssize_t n = recv(s->stream, chunk, sizeof chunk, MSG_DONTWAIT);
	if (n > 0 && answer_take(&s->answer, chunk, (size_t)n) && s->answer.stage != ANSWER_COMPLETE)
		return;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(s->stream);
	s->stream = -1;
}

static bool sample(struct soak *s, int at_s, bool settling) {
	bool fine = true;
	printf("%8d", at_s);
	for (int i = 0; i < WATCHED; i++) {
		bool there = watched_sample(&s->watched[i], settling);
		printf(" %14ld %5ld", s->watched[i].kib, s->watched[i].descriptors);
		fine = fine && there;
	}
	printf(" %12zu%s\n", s->streamed.count, fine ? "" : "   FAILED: a program is gone");
	fflush(stdout);
	return fine;
}

static bool watch(struct soak *s) {
	int64_t begin_ms = clock_mono_ms();
	int settle_s = s->seconds > 2 * SETTLE_S ? SETTLE_S : s->seconds / 3;
	s->watched[DAEMON] = (struct watched){ .name = "mwtopd", .pid = s->server.pid };
	s->watched[RECORD] = (struct watched){ .name = "record", .pid = s->record };
	s->watched[DASHBOARD] = (struct watched){ .name = "dashboard", .pid = pty_pid(s->dashboard) };
	printf("%8s", "seconds");
	for (int i = 0; i < WATCHED; i++)
		printf(" %20s", s->watched[i].name);
	printf(" %12s   (anonymous KiB, descriptors)\n", "lines");
	for (int at_s = SAMPLE_S; at_s <= s->seconds; at_s += SAMPLE_S) {
		while (!interrupted && clock_mono_ms() < begin_ms + at_s * 1000)
			take(s, 50);
		if (interrupted || !sample(s, at_s, at_s <= settle_s))
			return false;
	}
	return true;
}

/* ---- the end ---- */

/* Its exit status, -1 when it was killed or does not end; the stream goes on meanwhile. */
static int wait_end(struct soak *s, pid_t pid) {
	int64_t until_ms = clock_mono_ms() + END_MS;
	int status;
	while (clock_mono_ms() < until_ms) {
		pid_t got = waitpid(pid, &status, WNOHANG);
		if (got != 0)
			return got == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		if (s->stream >= 0)
			take(s, 20);
		else
			usleep(20000);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

static bool ended(const char *name, bool fine) {
	if (!fine)
		printf("FAILED %s: it does not end as it should\n", name);
	return fine;
}

/* The dashboard first, then the recorder, then the daemon, after which the stream has come to its end. */
static bool end_all(struct soak *s) {
	bool live = pty_shows(s->dashboard, "LIVE") && !pty_shows(s->dashboard, "STALE");
	bool fine = ended("dashboard", pty_type(s->dashboard, "q") && pty_wait_state(s->dashboard, PTY_EXITED, PTY_LIMIT_MS, true) && pty_status(s->dashboard) == 0);
	if (!live)
		printf("FAILED dashboard: it is not live at the end\n");
	pty_free(s->dashboard);
	s->dashboard = NULL;
	s->streamed_when_stopped = s->streamed.count;
	kill(s->record, SIGINT);
	fine &= ended("record", wait_end(s, s->record) == 0);
	s->record = 0;
	kill(s->server.pid, SIGTERM);
	fine &= ended("mwtopd", wait_end(s, s->server.pid) == 0);
	s->server.pid = 0;
	for (int64_t until_ms = clock_mono_ms() + PTY_LIMIT_MS; s->stream >= 0 && clock_mono_ms() < until_ms;)
		take(s, 50);
	return fine && live;
}

/* ---- comparing ---- */

/* Frames that the recording has not, though the site has one each second. */
static size_t count_missing(const struct sequence *s) {
	size_t wrong = 0;
	int64_t last_ms = TIME_NONE;
	for (size_t i = 0; i < s->count; i++) {
		if (!s->line[i].frame)
			continue;
		wrong += last_ms != TIME_NONE && s->line[i].t_ms != last_ms + PERIOD_MS;
		last_ms = s->line[i].t_ms;
	}
	return wrong;
}

/* `least_end`: so much of the recording it has to reach. */
static bool compare(const struct soak *s, const char *name, const struct sequence *recording, const struct sequence *got, size_t least_end, size_t *first) {
	struct sequence_difference d;
	sequence_compare(recording, got, &d, NULL);
	size_t frames = sequence_frames(got, 0, got->count);
	bool fine = d.lost == 0 && d.doubled == 0 && d.other == 0 && got->bad == 0 && got->site_first && d.end >= least_end;
	fine = fine && frames >= (size_t)s->seconds * FRAMES_LEAST;
	printf("%s %-14s %8zu frames %6zu events %8zu lost %8zu doubled %8zu other %6zu of the end\n", fine ? "ok    " : "FAILED", name, frames, got->count - frames, d.lost,
	       d.doubled, d.other + got->bad, recording->count - d.end);
	*first = d.first;
	return fine;
}

static bool compare_all(const struct soak *s) {
	struct sequence recording = { 0 }, recorded = { 0 };
	size_t first, ignored;
	bool fine = recorded_read(s->recording, &recording) && recorded_read(s->recorded, &recorded);
	if (fine) {
		size_t missing = count_missing(&recording), frames = sequence_frames(&recording, 0, recording.count);
		bool whole = missing == 0 && recording.bad == 0 && recording.site_first;
		printf("%s %-14s %8zu frames %6zu events %8zu steps that are not a second %zu bad lines\n", whole ? "ok    " : "FAILED", "recording", frames,
		       recording.count - frames, missing, recording.bad);
		fine = compare(s, "stream", &recording, &s->streamed, recording.count, &first) && whole;
		if (s->answer.stage != ANSWER_COMPLETE || s->answer.fault) {
			printf("FAILED stream: %s\n", s->answer.fault ? s->answer.fault : "it did not come to its end");
			fine = false;
		}
		size_t stopped = first + s->streamed_when_stopped;
		fine &= compare(s, "mwtop record", &recording, &recorded, stopped > LATE_LINES ? stopped - LATE_LINES : 0, &ignored);
	}
	sequence_free(&recording);
	sequence_free(&recorded);
	return fine;
}

/* ---- all of it ---- */

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where) {
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

static void clean_up(struct soak *s) {
	pid_t left[] = { s->record, s->server.pid };
	if (s->dashboard)
		pty_free(s->dashboard);
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		if (left[i] > 0) {
			kill(left[i], SIGKILL);
			waitpid(left[i], NULL, 0);
		}
	if (s->stream >= 0)
		close(s->stream);
	answer_free(&s->answer);
	sequence_free(&s->streamed);
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(s->dir);
	free(s->recording);
	free(s->recorded);
	free(s->log);
}

static void print_log(const struct soak *s) {
	char line[1024];
	FILE *f = fopen(s->log, "r");
	printf("What the programs said:\n");
	while (f && fgets(line, sizeof line, f))
		printf("  %s", line);
	if (f)
		fclose(f);
}

static bool run(struct soak *s) {
	if (!start_daemon(s) || !start_watchers(s) || !watch(s))
		return false;
	bool fine = end_all(s);
	for (int i = 0; i < WATCHED; i++)
		fine &= watched_is_flat(&s->watched[i]);
	return compare_all(s) && fine;
}

int main(void) {
	const char *tmp = getenv("TMPDIR"), *seconds = getenv("MWTOP_SOAK_S");
	struct soak s = { .stream = -1, .seconds = seconds && *seconds ? atoi(seconds) : SECONDS };
	if (s.seconds < SECONDS_LEAST) {
		fprintf(stderr, "soak: MWTOP_SOAK_S=%s: expected at least %d seconds\n", seconds, SECONDS_LEAST);
		return 2;
	}
	s.dir = mem_printf("%s/mwtop-soak-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(s.dir)) {
		fprintf(stderr, "soak: %s: %s\n", s.dir, strerror(errno));
		return 2;
	}
	s.recording = mem_printf("%s/recording", s.dir);
	s.recorded = mem_printf("%s/recorded.ndjson", s.dir);
	s.log = mem_printf("%s/log", s.dir);
	setenv("TMPDIR", s.dir, 1);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	answer_begin(&s.answer, false, on_line, &s.streamed);
	bool fine = run(&s);
	if (!fine && !interrupted)
		print_log(&s);
	clean_up(&s);
	printf("%s\n", fine ? "ok" : "FAILED");
	return interrupted ? 130 : fine ? 0 : 1;
}
