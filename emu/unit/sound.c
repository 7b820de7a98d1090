/* SPDX-License-Identifier: MIT */
#include <unit/sound.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <host/stream.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <rt/mem.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wav_header.h"

enum { SAMPLE_BYTES = 2, CHUNK = 400 };
/* Ahead of the present: what a player may lack when this process gets no CPU. */
#define CUSHION_US     (200u * BOARD_US_PER_MS)
#define FILL_US        (20u * BOARD_US_PER_MS)
/* For the player to play what it has. */
#define FINISH_MS      10000
#define FINISH_LOOK_MS 20

struct emu_sound {
    struct emu_unit *unit;
    unsigned port;
    int fd;
    pid_t player; /* 0: none */
    bool is_live;
    struct board_ear ear;
    uint64_t written_us; /* live: the stream is complete up to this virtual time */
    enum rt_err failed;
};

static void write_samples(struct emu_sound *s, const int16_t *samples, size_t n)
{
    uint8_t bytes[CHUNK * SAMPLE_BYTES];
    for (size_t i = 0; i < n; i++) {
        bytes[2 * i] = (uint8_t)((uint16_t)samples[i] & 0xff);
        bytes[2 * i + 1] = (uint8_t)((uint16_t)samples[i] >> 8);
    }
    if (s->failed == RT_OK) {
        enum rt_err err = emu_stream_write(s->fd, bytes, n * SAMPLE_BYTES, s->is_live ? 0 : EMU_STREAM_PATIENCE_MS);
        s->failed = s->is_live && err == RT_ETIMEDOUT ? RT_OK : err; /* live: these samples are lost */
    }
}

/* Silence up to this time. */
static void catch_up(struct emu_sound *s, uint64_t at_us)
{
    static const int16_t silence[CHUNK];
    while (s->is_live && s->written_us < at_us && s->failed == RT_OK) {
        uint64_t n = (at_us - s->written_us) * BOARD_FXS_RATE_HZ / BOARD_US_PER_S;
        n = n < CHUNK ? n : CHUNK;
        if (n == 0) {
            return;
        }
        write_samples(s, silence, (size_t)n);
        s->written_us += n * BOARD_US_PER_S / BOARD_FXS_RATE_HZ;
    }
}

static void on_samples(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct emu_sound *s = ctx;
    if (!board_fxs_is_off_hook(emu_unit_board(s->unit), port)) {
        return; /* caller ID is for a display; the earpiece is off */
    }
    catch_up(s, at_us);
    write_samples(s, samples, BOARD_FXS_FRAME_SAMPLES);
    s->written_us = at_us + BOARD_FXS_FRAME_SAMPLES * (uint64_t)BOARD_US_PER_S / BOARD_FXS_RATE_HZ;
}

/* ---- a turn of the loop: in real time, each 20 ms ---- */

static void sound_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_sound *s = ctx;
    (void)set;
    emu_loop_visit(emu_unit_loop(s->unit), board_now_us(emu_unit_board(s->unit)) + FILL_US);
}

static bool sound_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_sound *s = ctx;
    uint64_t now_us = board_now_us(emu_unit_board(s->unit));
    (void)set;
    if (now_us > s->written_us + FILL_US) { /* else samples may come for this time */
        catch_up(s, now_us - FILL_US);
    }
    return false;
}

/* Takes fd over. */
static enum rt_err open_sound(struct emu_sound **out, struct emu_unit *u, unsigned port, int fd, pid_t player)
{
    static const int16_t silence[CHUNK];
    struct emu_sound *s = rt_mem_alloc(sizeof *s);
    *out = s;
    if (s == NULL) {
        (void)close(fd); /* nothing was written */
        return RT_ENOMEM;
    }
    *s = (struct emu_sound){.unit = u, .port = port, .fd = fd, .player = player};
    s->is_live = emu_loop_rate(emu_unit_loop(u)) == 1;
    s->written_us = board_now_us(emu_unit_board(u));
    s->ear = (struct board_ear){.fn = on_samples, .ctx = s};
    if (player == 0) {
        uint8_t head[EMU_WAV_HEADER_BYTES];
        emu_wav_header(head, EMU_WAV_LENGTH_UNKNOWN);
        s->failed = emu_stream_write(fd, head, sizeof head, EMU_STREAM_PATIENCE_MS);
    }
    if (s->is_live) {
        for (uint64_t us = 0; us < CUSHION_US; us += CHUNK * (uint64_t)BOARD_US_PER_S / BOARD_FXS_RATE_HZ) {
            write_samples(s, silence, CHUNK);
        }
        emu_loop_add(emu_unit_loop(u), (struct emu_source){"sound", sound_fill, sound_handle, s, NULL});
    }
    board_fxs_listen(emu_unit_board(u), port, &s->ear);
    return RT_OK;
}

enum rt_err emu_sound_stream(struct emu_sound **out, struct emu_unit *u, unsigned port, int fd)
{
    return open_sound(out, u, port, fd, 0);
}

/* ---- players ---- */

extern char **environ;

#define PLAYER_WORDS_MAX 12
static char *const players[][PLAYER_WORDS_MAX] = {
    {"pacat", "--playback", "--raw", "--rate=8000", "--format=s16le", "--channels=1", "--latency-msec=100", NULL},
    {"aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", "8000", "-c1", "-", NULL},
    {"play", "-q", "-traw", "-esigned", "-b16", "-c1", "-r8000", "-", NULL},
};

/* Its standard input is the pipe; standard output goes nowhere, so that no data of ours is mixed with it. Signals of
 * the terminal go to us alone. Returns 0, or ENOENT: it is not in PATH. */
static int start_player(char *const words[], int pipe_end, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    (void)sigemptyset(&none);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return ENOMEM;
    }
    int err = posix_spawnattr_init(&attributes);
    if (err == 0) {
        err = posix_spawn_file_actions_adddup2(&actions, pipe_end, STDIN_FILENO);
        err = err != 0 ? err : posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        err = err != 0 ? err : posix_spawnattr_setsigmask(&attributes, &none);
        err = err != 0 ? err : posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
        err = err != 0 ? err : posix_spawnp(pid, words[0], &actions, &attributes, words, environ);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return err;
}

enum emu_exit emu_sound_play(struct emu_sound **out, struct emu_unit *u, unsigned port, const char *option,
                             struct emu_error *error)
{
    int ends[2];
    pid_t pid = 0;
    int err = ENOENT;
    *out = NULL;
    if (pipe(ends) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", option, strerror(errno));
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC); /* cannot fail: they are open */
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    for (size_t i = 0; i < sizeof players / sizeof players[0] && err != 0; i++) {
        err = start_player(players[i], ends[0], &pid);
    }
    (void)close(ends[0]); /* the player has it */
    if (err != 0) {
        (void)close(ends[1]);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: no player found: install pacat (pulseaudio-utils), aplay (alsa-utils) or play (sox)",
                             option);
    }
    if (open_sound(out, u, port, ends[1], pid) != RT_OK) {
        (void)kill(pid, SIGTERM); /* it ends with its input anyway */
        (void)waitpid(pid, NULL, 0);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", option);
    }
    return EMU_EXIT_OK;
}

/* Waits for the player, which is ended when it does not end by itself. True: it went well. */
static bool finish_player(pid_t pid)
{
    int status = 0;
    for (int ms = 0; waitpid(pid, &status, WNOHANG) == 0; ms += FINISH_LOOK_MS) {
        if (ms == FINISH_MS) {
            (void)kill(pid, SIGKILL);
        }
        (void)poll(NULL, 0, FINISH_LOOK_MS);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum rt_err emu_sound_close(struct emu_sound *s)
{
    if (s == NULL) {
        return RT_OK;
    }
    board_fxs_unlisten(emu_unit_board(s->unit), s->port, &s->ear);
    if (s->is_live) {
        emu_loop_remove(emu_unit_loop(s->unit), s);
    }
    catch_up(s, board_now_us(emu_unit_board(s->unit)));
    enum rt_err err = s->failed;
    if (close(s->fd) != 0 && err == RT_OK) {
        err = RT_EIO;
    }
    if (s->player != 0 && !finish_player(s->player)) {
        err = RT_EIO;
    }
    rt_mem_free(s);
    return err;
}
