// A disk that fails: loaded before the C library, it makes one write or sync of the vault's files fail, or all from one on.
//
// FAULT_KIND  full (no space), io (I/O error), short (half is written, then no space), sync (I/O error of a sync)
// FAULT_AT    which of them is the first to fail, counted from 1
// FAULT_OFTEN how many fail
// FAULT_TOLD  a file that is made when one fails

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long seen;

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

static int ours(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strstr(path, "failing.db") && !strstr(path, "-shm");
}

// How far into the failing stretch this call is, from 1; 0 outside of it.
static long hit(int fd, int sync) {
    const char *kind = getenv("FAULT_KIND");
    if (!kind || (strcmp(kind, "sync") == 0) != sync || !ours(fd)) return 0;
    long place = atomic_fetch_add(&seen, 1) + 2 - number("FAULT_AT");
    if (place < 1 || place > number("FAULT_OFTEN")) return 0;
    const char *told = getenv("FAULT_TOLD");
    if (told) {
        int file = open(told, O_CREAT | O_WRONLY, 0600);
        if (file >= 0) close(file);
    }
    return place;
}

// Bytes that are to be written all the same, or -1 with the error.
static ssize_t allowed(long place, size_t count) {
    const char *kind = getenv("FAULT_KIND");
    if (strcmp(kind, "short") == 0 && place == 1 && count > 1) return count / 2;
    errno = strcmp(kind, "io") == 0 ? EIO : ENOSPC;
    return -1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
    long place = hit(fd, 0);
    ssize_t most = place ? allowed(place, count) : (ssize_t)count;
    return most < 0 ? -1 : syscall(SYS_write, fd, bytes, most);
}

static ssize_t at(int fd, const void *bytes, size_t count, off64_t offset) {
    long place = hit(fd, 0);
    ssize_t most = place ? allowed(place, count) : (ssize_t)count;
    return most < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, most, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return at(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return at(fd, bytes, count, offset); }

int ftruncate64(int fd, off64_t length) {
    long place = hit(fd, 0);
    if (place) {
        errno = EIO;
        return -1;
    }
    return syscall(SYS_ftruncate, fd, length);
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fsync(int fd) {
    if (hit(fd, 1)) {
        errno = EIO;
        return -1;
    }
    return NEXT(fsync)(fd);
}

int fdatasync(int fd) {
    if (hit(fd, 1)) {
        errno = EIO;
        return -1;
    }
    return NEXT(fdatasync)(fd);
}
