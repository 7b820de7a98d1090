/* SPDX-License-Identifier: MIT */
/* Lines of JSON-RPC to the control socket of a running unit that has neither network nor lab. */
#include "fuzz.h"
#include <unit/loop.h>
#include <unit/make.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <ctl/ctl.h>
#include <board/board.h>
#include <board/clock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char path[64];

static void remove_socket(void)
{
    (void)unlink(path);
}

static struct emu_unit *make_unit(void)
{
    struct emu_error error = {0};
    struct emu_unitfile *file = NULL;
    struct emu_unit *u = NULL;
    struct emu_ctl *ctl = NULL;
    const struct emu_make_config make = {.serial = "FM500K000001", .has_no_certificate = true};
    const struct emu_unit_config config = {.seed = 1, .is_alone = true};
    (void)snprintf(path, sizeof path, "/tmp/vspa-fuzz-ctl.%d", (int)getpid());
    if (emu_unitfile_create_private(&file, &error) != EMU_EXIT_OK ||
        emu_make(file, &make, NULL, &error) != EMU_EXIT_OK ||
        emu_unit_create(&u, file, &config, &error) != EMU_EXIT_OK ||
        emu_ctl_create(&ctl, u, path, &error) != EMU_EXIT_OK) {
        (void)emu_error_print(&error);
        abort();
    }
    (void)atexit(remove_socket);
    board_power_on(emu_unit_board(u));
    return u;
}

static void run_for(struct emu_unit *u, uint64_t us)
{
    (void)emu_loop_run(emu_unit_loop(u), board_now_us(emu_unit_board(u)) + us, NULL, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct emu_unit *u;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (u == NULL) {
        u = make_unit();
        run_for(u, 20 * BOARD_US_PER_S);
    }
    memcpy(address.sun_path, path, sizeof path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        abort();
    }
    run_for(u, 0);
    (void)send(fd, data, n, MSG_NOSIGNAL | MSG_DONTWAIT); /* 16 KiB fit the socket */
    (void)send(fd, "\n", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    run_for(u, 0);
    (void)close(fd);
    run_for(u, 0); /* the unit sees it go, and with it a wait that would stop the clock */
    emu_loop_limit(emu_unit_loop(u), BOARD_NEVER);
    run_for(u, 200 * BOARD_US_PER_MS);
    return 0;
}
