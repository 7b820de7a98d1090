/* SPDX-License-Identifier: MIT */
#include "lab_rig.h"
#include <harness/check.h>
#include <board/nic.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_frame(void *ctx, enum board_port p, const uint8_t *frame, size_t n)
{
    struct lab_rig *r = ctx;
    (void)p;
    CHECK(r->n_answers < LAB_RIG_ANSWERS);
    memcpy(r->answer[r->n_answers].frame, frame, n);
    r->answer[r->n_answers].n = n;
    CHECK(emu_udp_parse(r->answer[r->n_answers].frame, n, &r->answer[r->n_answers].udp));
    r->n_answers++;
}

static void on_link(void *ctx, enum board_port p, bool is_linked)
{
    (void)ctx;
    (void)p;
    (void)is_linked;
}

static void send_of_lab(void *ctx, const uint8_t *frame, size_t n)
{
    struct lab_rig *r = ctx;
    emu_faults_to_unit(r->faults, frame, n);
}

void lab_rig_init(struct lab_rig *r, bool has_folder, const struct emu_lab_host_texts *hosts,
                  const struct emu_port_maps *maps)
{
    struct emu_error error = {0};
    memset(r, 0, sizeof *r);
    rig_init(&r->rig);
    rig_power_on(&r->rig);
    const struct board_nic_client client = {on_frame, on_link, r};
    board_nic_attach_client(r->rig.board, BOARD_PORT_WAN, &client);
    board_nic_plug(r->rig.board, BOARD_PORT_WAN, true);
    if (has_folder) {
        (void)snprintf(r->folder, sizeof r->folder, "/tmp/vspa-lab-XXXXXX");
        CHECK(mkdtemp(r->folder) != NULL);
    }
    r->faults = emu_faults_create(r->rig.board, BOARD_PORT_WAN, 1);
    CHECK(r->faults != NULL);
    static const struct emu_lab_host_texts none;
    const struct emu_lab_config config = {
        .board = r->rig.board,
        .send = send_of_lab,
        .send_ctx = r,
        .options = {.folder = has_folder ? r->folder : NULL, .hosts = hosts != NULL ? *hosts : none},
        .maps = maps};
    CHECK(emu_lab_create(&r->lab, &config, &error) == EMU_EXIT_OK);
    lab_rig_pass_us(r, 1000);
}

static void remove_files(const char *folder)
{
    struct dirent *e;
    char path[512];
    DIR *dir = opendir(folder);
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        (void)unlink(path);
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    (void)rmdir(folder);
}

void lab_rig_fini(struct lab_rig *r)
{
    char uploads[80];
    emu_lab_destroy(r->lab);
    emu_faults_destroy(r->faults);
    board_nic_attach_client(r->rig.board, BOARD_PORT_WAN, NULL);
    rig_fini(&r->rig);
    if (r->folder[0] != '\0') {
        (void)snprintf(uploads, sizeof uploads, "%s/uploads", r->folder);
        remove_files(uploads);
        remove_files(r->folder);
    }
}

void lab_rig_put_file(struct lab_rig *r, const char *name, const void *bytes, size_t n)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", r->folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    CHECK(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
    (void)close(fd);
}

void lab_rig_pass_us(struct lab_rig *r, uint64_t us)
{
    uint64_t until = board_now_us(r->rig.board) + us;
    while (board_now_us(r->rig.board) < until || board_next_due_us(r->rig.board) <= until) {
        (void)board_step(r->rig.board, until);
    }
}

bool lab_rig_ask(struct lab_rig *r, uint16_t src_port, uint32_t dst_ip, uint16_t dst_port, const void *payload,
                 size_t n)
{
    uint8_t frame[BOARD_FRAME_MAX];
    const struct emu_udp udp = {.src_mac = {0, 0x0e, 8, 1, 2, 3},
                                .dst_mac = {0x52, 0x55, 0xc0, 0xa8, 1, 0xc8},
                                .src_ip = EMU_NET_UNIT,
                                .dst_ip = dst_ip,
                                .src_port = src_port,
                                .dst_port = dst_port,
                                .payload = payload,
                                .n_payload = n};
    r->n_answers = 0;
    bool is_taken = emu_lab_on_frame(r->lab, frame, emu_udp_build(frame, &udp));
    lab_rig_pass_us(r, 1);
    return is_taken;
}
