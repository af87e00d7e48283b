/*
 * What the kernel and the disk take for the work of a snapshot service, with nothing else around it.
 *
 *   floor snapshots FOLDER CLIENTS CYCLES    prepare, commit, remove
 *   floor mount FOLDER CYCLES OPTIONS LOWER  prepare, overlay mount, unmount, remove
 *
 * Makes the promises that Carob makes and no others: a record survives the death of the process
 * (written, not synced), and a commit returns when the files and the record are on the disk. On ext4
 * the fsync of the folder that was changed last brings all changes before it, and flushes what was
 * written out before; the journal itself groups the fsyncs of several clients. Prints nanoseconds
 * for all cycles.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define RECORD 256
#define LOG_SIZE (64 << 20)
#define WRITE_OUT (SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER)

static const char *folder;
static int cycles;
static int log_fd;
static off_t log_end;

static void check(long result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
}

static void put_record(void) {
  char record[RECORD] = {1};
  off_t at = __atomic_fetch_add(&log_end, RECORD, __ATOMIC_SEQ_CST) % LOG_SIZE;
  check(pwrite(log_fd, record, RECORD, at), "pwrite");
}

static char *path(char *into, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(into, 4096, format, arguments);
  va_end(arguments);
  return into;
}

static void prepare(long id) {
  char p[4096];
  check(mkdir(path(p, "%s/%ld", folder, id), 0700), "mkdir");
  check(mkdir(path(p, "%s/%ld/fs", folder, id), 0755), "mkdir");
  check(mkdir(path(p, "%s/%ld/work", folder, id), 0700), "mkdir");
  put_record();
}

/* The record is written before the place is marked, and one fsync brings both to the disk. */
static void commit(long id) {
  char p[4096];
  check(rmdir(path(p, "%s/%ld/work", folder, id)), "rmdir");
  int place = open(path(p, "%s/%ld", folder, id), O_RDONLY | O_DIRECTORY);
  check(place, "open");
  put_record();
  check(sync_file_range(log_fd, 0, 0, WRITE_OUT), "sync_file_range");
  check(fsetxattr(place, "trusted.carob.sealed", &id, sizeof id, 0), "fsetxattr");
  check(fsync(place), "fsync");
  close(place);
}

static void remove_all(long id) {
  char p[4096], q[4096];
  put_record();
  check(rename(path(p, "%s/%ld", folder, id), path(q, "%s/trash/%ld", folder, id)), "rename");
  rmdir(path(p, "%s/trash/%ld/work/work", folder, id));
  rmdir(path(p, "%s/trash/%ld/work", folder, id));
  check(rmdir(path(p, "%s/trash/%ld/fs", folder, id)), "rmdir");
  check(rmdir(q), "rmdir");
}

static void *client(void *argument) {
  long first = (long)argument * cycles;
  for (long id = first; id < first + cycles; id++) {
    prepare(id);
    commit(id);
    remove_all(id);
  }
  return NULL;
}

static void mounts(const char *extra, const char *lower) {
  char options[65536], at[4096], target[4096];
  check(mkdir(path(target, "%s/target", folder), 0755), "mkdir");
  for (long id = 0; id < cycles; id++) {
    prepare(id);
    path(at, "%s/%ld", folder, id);
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s/fs,workdir=%s/work,%s", lower, at, at, extra);
    check(mount("overlay", target, "overlay", 0, options), "mount");
    check(umount2(target, 0), "umount");
    char p[4096];
    rmdir(path(p, "%s/%ld/work/work/incompat/volatile", folder, id));
    rmdir(path(p, "%s/%ld/work/work/incompat", folder, id));
    remove_all(id);
  }
}

int main(int count, char **words) {
  if (count < 5) {
    fprintf(stderr, "usage: see the head of floor.c\n");
    return 2;
  }
  folder = words[2];
  check(mkdir(folder, 0755), "mkdir");
  char p[4096];
  check(mkdir(path(p, "%s/trash", folder), 0755), "mkdir");
  log_fd = open(path(p, "%s/log", folder), O_RDWR | O_CREAT | O_TRUNC, 0600);
  check(log_fd, "open");
  int folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
  check(folder_fd, "open");
  char *zeros = calloc(1, 1 << 20);
  for (int i = 0; i < LOG_SIZE >> 20; i++) {
    check(write(log_fd, zeros, 1 << 20), "write");
  }
  check(fsync(log_fd), "fsync");
  check(syncfs(folder_fd), "syncfs");

  int clients = strcmp(words[1], "snapshots") == 0 ? atoi(words[3]) : 0;
  cycles = atoi(clients > 0 ? words[4] : words[3]);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  if (clients > 0) {
    pthread_t threads[256];
    for (long i = 0; i < clients && i < 256; i++) {
      check(-pthread_create(&threads[i], NULL, client, (void *)i), "pthread_create");
    }
    for (int i = 0; i < clients && i < 256; i++) {
      pthread_join(threads[i], NULL);
    }
  } else {
    mounts(words[4], words[5]);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + (end.tv_nsec - begin.tv_nsec));
  return 0;
}
