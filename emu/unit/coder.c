/* SPDX-License-Identifier: MIT */
#include "coder.h"
#include <dlfcn.h>
#include <stddef.h>

#define LIBRARY  "libbcg729.so.0"
/* Only 1.1 has it: 1.0 has the same file name, and its decoder takes other arguments. */
#define ONLY_NEW "bcg729GetRFC3389Payload"

static struct {
    void *(*open_encoder)(uint8_t has_silence);
    void (*close_encoder)(void *state);
    void (*encode)(void *state, const int16_t *samples, uint8_t *octets, uint8_t *n_octets);
    void *(*open_decoder)(void);
    void (*close_decoder)(void *state);
    void (*decode)(void *state, const uint8_t *octets, uint8_t n, uint8_t is_lost, uint8_t is_quiet, uint8_t is_rfc3389,
                   int16_t *samples);
} bcg729;

static void *coder_open(bool is_encoder)
{
    return is_encoder ? bcg729.open_encoder(0) : bcg729.open_decoder();
}

static void coder_close(void *state, bool is_encoder)
{
    (is_encoder ? bcg729.close_encoder : bcg729.close_decoder)(state);
}

static void coder_encode(void *state, const int16_t *samples, uint8_t *octets)
{
    uint8_t n = 0;
    bcg729.encode(state, samples, octets, &n); /* FW_CODER_OCTETS: silence is not looked for */
}

static void coder_decode(void *state, const uint8_t *octets, unsigned n, int16_t *samples)
{
    bool is_lost = n != FW_CODER_OCTETS && n != FW_CODER_QUIET;
    bcg729.decode(state, octets, (uint8_t)n, is_lost, n == FW_CODER_QUIET, 0, samples);
}

static const struct fw_coder coder = {
    .open = coder_open, .close = coder_close, .encode = coder_encode, .decode = coder_decode};

const struct fw_coder *emu_coder_load(struct emu_error *error)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library != NULL) {
        *(void **)&bcg729.open_encoder = dlsym(library, "initBcg729EncoderChannel");
        *(void **)&bcg729.close_encoder = dlsym(library, "closeBcg729EncoderChannel");
        *(void **)&bcg729.encode = dlsym(library, "bcg729Encoder");
        *(void **)&bcg729.open_decoder = dlsym(library, "initBcg729DecoderChannel");
        *(void **)&bcg729.close_decoder = dlsym(library, "closeBcg729DecoderChannel");
        *(void **)&bcg729.decode = dlsym(library, "bcg729Decoder");
    }
    if (library == NULL || dlsym(library, ONLY_NEW) == NULL || bcg729.open_encoder == NULL ||
        bcg729.close_encoder == NULL || bcg729.encode == NULL || bcg729.open_decoder == NULL ||
        bcg729.close_decoder == NULL || bcg729.decode == NULL) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                            "--g729: this host has no " LIBRARY " (bcg729 1.1): install it%s",
                            library == NULL ? "" : ", the one found is another version");
        return NULL;
    }
    return &coder;
}
