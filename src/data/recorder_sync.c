/* The thread and its queue. Always true under the lock: jobs are numbered from 1 in the order in which they came, `done` is the number of
 * the last one that was done, and the queue holds those after it, the one being worked on first. Descriptors are copies, which
 * belong to the job. The thread takes no signals. */
#include "recorder_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "times.h"

struct job {
	enum sync_kind kind;
	uint64_t file_id;
	int file, dir; /* owned, or -1 */
};

struct recorder_sync {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t asked, finished;
	struct job *job; /* owned, a queue from its beginning */
	size_t count, room;
	uint64_t done;
	bool busy;       /* with job[0] */
	bool stop;
	int fault[SYNC_KINDS];
};

/* A file system that has no such thing as syncing is no fault. */
static int fault_of(int result) {
	return result == 0 || errno == EINVAL || errno == ENOSYS ? 0 : errno;
}

static int do_job(const struct job *job) {
	int fault = job->file >= 0 ? fault_of(fdatasync(job->file)) : 0;
	if (job->dir >= 0 && fault == 0)
		fault = fault_of(fsync(job->dir));
	return fault;
}

static void close_job(const struct job *job) {
	if (job->file >= 0)
		close(job->file);
	if (job->dir >= 0)
		close(job->dir);
}

static void *run(void *data) {
	struct recorder_sync *s = data;
	pthread_mutex_lock(&s->lock);
	for (;;) {
		while (s->count == 0 && !s->stop)
			pthread_cond_wait(&s->asked, &s->lock);
		if (s->count == 0)
			break;
		struct job job = s->job[0];
		s->busy = true;
		pthread_mutex_unlock(&s->lock);
		int fault = do_job(&job);
		close_job(&job);
		pthread_mutex_lock(&s->lock);
		if (fault != 0 && s->fault[job.kind] == 0)
			s->fault[job.kind] = fault;
		memmove(&s->job[0], &s->job[1], --s->count * sizeof *s->job);
		s->done++;
		s->busy = false;
		pthread_cond_broadcast(&s->finished);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static int start_thread(struct recorder_sync *s) {
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int why = pthread_create(&s->thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return why;
}

static void destroy(struct recorder_sync *s) {
	pthread_cond_destroy(&s->asked);
	pthread_cond_destroy(&s->finished);
	pthread_mutex_destroy(&s->lock);
	free(s->job);
	free(s);
}

struct recorder_sync *recorder_sync_new(struct error *err) {
	struct recorder_sync *s = mem_zalloc(1, sizeof *s);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->asked, NULL);
	pthread_cond_init(&s->finished, &monotonic);
	pthread_condattr_destroy(&monotonic);
	int why = start_thread(s);
	if (why == 0)
		return s;
	error_set(err, "no thread for the recorder: %s", strerror(why));
	destroy(s);
	return NULL;
}

void recorder_sync_free(struct recorder_sync *s) {
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->asked);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	destroy(s);
}

static int copy_of(int fd) {
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

/* Puts a job at the end; the lock is held. */
static uint64_t put_job(struct recorder_sync *s, struct job job) {
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 4;
		s->job = mem_resize(s->job, s->room, sizeof *s->job);
	}
	s->job[s->count++] = job;
	pthread_cond_signal(&s->asked);
	return s->done + s->count;
}

uint64_t recorder_sync_ask(struct recorder_sync *s, enum sync_kind kind, uint64_t file_id, int file, int dir) {
	pthread_mutex_lock(&s->lock);
	const struct job *last = s->count > (s->busy ? 1u : 0u) ? &s->job[s->count - 1] : NULL;
	uint64_t number = s->done + s->count;
	if (last == NULL || file_id == 0 || last->file_id != file_id || last->kind != kind || (dir >= 0 && last->dir < 0)) {
		struct job job = { kind, file_id, copy_of(file), copy_of(dir) };
		if ((file >= 0 && job.file < 0) || (dir >= 0 && job.dir < 0)) { /* no descriptors left: here and now */
			int fault = do_job(&(struct job){ kind, file_id, file, dir });
			s->fault[kind] = s->fault[kind] != 0 ? s->fault[kind] : fault;
			close_job(&job);
		} else {
			number = put_job(s, job);
		}
	}
	pthread_mutex_unlock(&s->lock);
	return number;
}

bool recorder_sync_done(struct recorder_sync *s, uint64_t number, int64_t wait_ms) {
	int64_t until_ms = clock_mono_ms() + wait_ms;
	const struct timespec until = { (time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000 };
	pthread_mutex_lock(&s->lock);
	int why = 0;
	while (s->done < number && wait_ms != 0 && why == 0)
		why = wait_ms < 0 ? pthread_cond_wait(&s->finished, &s->lock) : pthread_cond_timedwait(&s->finished, &s->lock, &until);
	bool is_done = s->done >= number;
	pthread_mutex_unlock(&s->lock);
	return is_done;
}

int recorder_sync_fault(struct recorder_sync *s, enum sync_kind kind) {
	pthread_mutex_lock(&s->lock);
	int fault = s->fault[kind];
	s->fault[kind] = 0;
	pthread_mutex_unlock(&s->lock);
	return fault;
}
