/* SPDX-License-Identifier: MIT */
/* A unit file from another person: a good one in which pieces were written over, read by `vspa explain --unit`:
 * identity, boot record, image, customised defaults, journal. */
#include "fuzz.h"
#include <unit/make.h>
#include <unitfile/unitfile.h>
#include <offline/release.h>
#include <offline/subject.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/flash.h>
#include <fw/boot.h>
#include <rt/mem.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FILE_BYTES (EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES)

static uint8_t good[FILE_BYTES];
static uint8_t *file; /* what the subject reads */
static char path[FUZZ_PATH_MAX];

static void make_good(void)
{
    struct emu_error error = {0};
    struct emu_unitfile *u = NULL;
    const struct emu_make_config make = {.serial = "FM500K000001", .has_no_certificate = true, .custom = "GPP_A = x\n"};
    char name[] = "/tmp/vspa-fuzz-unit.XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || emu_unitfile_create(&u, name, true, &error) != EMU_EXIT_OK ||
        emu_make(u, &make, NULL, &error) != EMU_EXIT_OK || emu_unitfile_keep(u, &error) != EMU_EXIT_OK) {
        (void)emu_error_print(&error);
        abort();
    }
    emu_unitfile_close(u);
    (void)close(fd);
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (read(fd, good, sizeof good) != (ssize_t)sizeof good) {
        abort();
    }
    (void)close(fd);
    (void)unlink(name);
    file = mmap(NULL, FILE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fuzz_file(good, sizeof good, path), 0);
    if (file == MAP_FAILED) {
        abort();
    }
}

/* Where a piece goes: into the head, or near the beginning of a region. */
static size_t place_of(unsigned where, unsigned distance)
{
    unsigned r = where % (BOARD_N_REGIONS + 1);
    size_t begin = r == BOARD_N_REGIONS ? 0 : EMU_UNITFILE_HEAD_BYTES + board_region((enum board_region)r)->offset;
    return begin + distance * (where & 0x80 ? 16u : 1u);
}

/* What a start reads of the flash, without the file around it, which costs a hundred times as much. */
static void start_from(uint8_t *cells)
{
    struct fw_boot boot = {0};
    struct board_ident ident;
    struct release of = {0};
    struct fw_params *params = NULL;
    char *custom = NULL;
    const struct board_config config = {.flash = cells, .entropy_seed = 1};
    struct board *b = board_create(&config);
    board_power_on(b);
    while (!board_is_powered(b) && board_step(b, board_next_due_us(b))) {
    }
    (void)board_ident_read(b, &ident);
    (void)fw_custom_load(b, &custom); /* damaged: there is none */
    if (fw_boot_decide(b, NULL, &boot) == RT_OK && boot.bank != FW_BANK_NONE &&
        release_of_image(&of, &boot.image) == RT_OK) {
        (void)fw_params_create(&params, b, of.schema, custom); /* the journal */
    }
    fw_params_destroy(params);
    release_close(&of);
    (void)rt_mem_free(custom);
    board_destroy(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct subject subject;
    struct emu_error error = {0};
    const struct subject_config config = {.unit = path};
    struct {
        size_t at, n;
    } patches[16];
    size_t n_patches = 0;
    bool has_head = false;
    if (file == NULL) {
        make_good();
    }
    while (n >= 3 && n_patches < 16) {
        const uint8_t *piece;
        size_t at = place_of(data[0], data[1]);
        data += 2;
        n -= 2;
        size_t n_piece = fuzz_piece(&data, &n, 2, &piece);
        memcpy(file + at, piece, n_piece);
        has_head = has_head || at < EMU_UNITFILE_HEAD_BYTES;
        patches[n_patches].at = at;
        patches[n_patches++].n = n_piece;
    }
    if (!has_head) {
        start_from(file + EMU_UNITFILE_HEAD_BYTES);
    } else if (subject_open(&subject, &config, &error) == EMU_EXIT_OK) {
        subject_close(&subject);
    }
    while (n_patches-- > 0) {
        memcpy(file + patches[n_patches].at, good + patches[n_patches].at, patches[n_patches].n);
    }
    return 0;
}
