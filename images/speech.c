/* SPDX-License-Identifier: MIT */
#include "speech.h"
#include "sound.h"

#include <images/file.h>
#include <mbedtls/sha256.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

#define WAV_BYTES_MAX  (8u * 1024u * 1024u)
#define ULAW_BYTES_MAX (SOUND_RATE * SOUND_SECONDS_MAX)
/* Part of the cache key: increment when sound.c produces different bytes from the same WAV. */
#define SOUND_REVISION "1"

/* "<cache>/<sha256 of everything that determines the sound>.ulaw", or NULL. */
static char *cache_path(const struct speech *s, const char *text)
{
    uint8_t digest[32];
    char name[2 * sizeof digest + sizeof ".ulaw"];
    struct rt_buf key;
    char *path = NULL;

    rt_buf_init(&key, 4096);
    (void)rt_buf_printf(&key, "%s\n%s\n%s\n%s\n%s\n", SOUND_REVISION, s->program, s->voice, s->words_per_minute, text);
    if (s->cache_dir != NULL && rt_buf_error(&key) == RT_OK) {
        int result = mbedtls_sha256_ret(key.bytes, key.n, digest, 0);
        RT_ASSERT(result == 0);
        for (size_t i = 0; i < sizeof digest; i++) {
            name[2 * i] = "0123456789abcdef"[digest[i] >> 4];
            name[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
        }
        memcpy(name + 2 * sizeof digest, ".ulaw", sizeof ".ulaw");
        path = img_path_join(s->cache_dir, name);
    }
    rt_buf_fini(&key);
    return path;
}

static enum rt_err convert(const struct rt_buf *wav, struct rt_buf *out, const char *where, struct img_error *e)
{
    struct sound sound;
    enum rt_err err = sound_read_wav(wav->bytes, wav->n, &sound);
    if (err != RT_OK) {
        return img_fail(e, err, where, "provide 16-bit PCM of at most 30 s", "not a WAV file, or not supported: %s",
                        rt_err_text(err));
    }
    err = sound_to_ulaw(&sound, out);
    if (err != RT_OK) {
        (void)img_fail(e, err, where, "listen to it", "cannot convert the sound: %s",
                       err == RT_EINVAL ? "nothing but silence" : rt_err_text(err));
    }
    sound_fini(&sound);
    return err;
}

static enum rt_err speak(const struct speech *s, const char *text, struct rt_buf *out, struct img_error *e)
{
    const char *const argv[] = {s->program, "--stdout", "-v", s->voice, "-s", s->words_per_minute, "--", text, NULL};
    struct rt_buf wav;
    int status = 0;

    rt_buf_init(&wav, WAV_BYTES_MAX);
    enum rt_err err = speech_run(argv, &wav, &status);
    if (err == RT_ENOENT) {
        (void)img_fail(e, err, s->program, "install the package espeak-ng", "program not found");
    } else if (err != RT_OK) {
        (void)img_fail(e, err, s->program, "run it manually", "failed to speak '%.80s': %s, status 0x%x", text,
                       rt_err_text(err), (unsigned)status);
    } else {
        err = convert(&wav, out, s->program, e);
    }
    rt_buf_fini(&wav);
    return err;
}

enum rt_err speech_say(const struct speech *s, const char *text, struct rt_buf *out, bool *was_spoken,
                       struct img_error *e)
{
    struct rt_buf ulaw;
    char *path = cache_path(s, text);
    enum rt_err err = RT_ENOENT;

    *was_spoken = false;
    rt_buf_init(&ulaw, ULAW_BYTES_MAX);
    if (path != NULL) {
        err = img_file_read(path, &ulaw);
    }
    if (err != RT_OK || ulaw.n == 0) {
        rt_buf_clear(&ulaw);
        err = speak(s, text, &ulaw, e);
        *was_spoken = err == RT_OK;
        if (err == RT_OK && path != NULL) {
            (void)img_file_write(path, ulaw.bytes, ulaw.n); /* Failing to write the cache only costs time. */
        }
    }
    if (err == RT_OK) {
        err = rt_buf_put(out, ulaw.bytes, ulaw.n);
        if (err != RT_OK) {
            (void)img_fail(e, err, "prompts.tsv", "shorten prompts", "the prompts do not fit together: %s",
                           rt_err_text(err));
        }
    }
    rt_buf_fini(&ulaw);
    (void)rt_mem_free(path);
    return err;
}

enum rt_err speech_recorded(const char *path, struct rt_buf *out, struct img_error *e)
{
    struct rt_buf wav;
    rt_buf_init(&wav, WAV_BYTES_MAX);
    enum rt_err err = img_file_read(path, &wav);
    if (err != RT_OK) {
        (void)img_fail(e, err, path, "check the file", "cannot be read: %s", rt_err_text(err));
    } else {
        err = convert(&wav, out, path, e);
    }
    rt_buf_fini(&wav);
    return err;
}
