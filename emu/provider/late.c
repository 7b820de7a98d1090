/* SPDX-License-Identifier: MIT */
/* Datagrams that wait for their time. */
#include <provider/host.h>
#include <string.h>

struct lab_late {
    struct emu_lab *lab;
    struct board_timer timer;
    struct emu_udp udp; /* its payload is owned; NULL: free */
    lab_late_fn *go;
    uint32_t tag;
};

static void on_time(void *ctx, struct board_timer *t)
{
    struct lab_late *l = ctx;
    void *payload = (void *)(uintptr_t)l->udp.payload;
    struct emu_udp udp = l->udp;
    (void)t;
    if (payload == NULL) {
        return;
    }
    l->udp.payload = NULL; /* free for the next one, which may be an answer to this */
    l->go(l->lab, &udp, l->tag);
    rt_mem_free(payload);
}

void lab_later(struct emu_lab *lab, const struct emu_udp *udp, uint64_t delay_us, lab_late_fn *go, uint32_t tag)
{
    if (lab->late == NULL) {
        lab->late = rt_mem_alloc(LAB_LATE_MAX * sizeof *lab->late);
        for (size_t i = 0; lab->late != NULL && i < LAB_LATE_MAX; i++) {
            lab->late[i] = (struct lab_late){.lab = lab};
            board_timer_init(&lab->late[i].timer, "lab late", BOARD_PRIORITY_OUTSIDE, on_time, &lab->late[i]);
        }
    }
    for (size_t i = 0; lab->late != NULL && i < LAB_LATE_MAX; i++) {
        struct lab_late *l = &lab->late[i];
        uint8_t *copy = l->udp.payload == NULL ? rt_mem_alloc(udp->n_payload + 1) : NULL;
        if (copy != NULL) {
            memcpy(copy, udp->payload, udp->n_payload);
            l->udp = *udp;
            l->udp.payload = copy;
            l->go = go;
            l->tag = tag;
            board_timer_start(lab->board, &l->timer, delay_us);
            return;
        }
    }
}

void lab_late_destroy(struct emu_lab *lab)
{
    for (size_t i = 0; lab->late != NULL && i < LAB_LATE_MAX; i++) {
        board_timer_stop(lab->board, &lab->late[i].timer);
        rt_mem_free((void *)(uintptr_t)lab->late[i].udp.payload);
    }
    lab->late = rt_mem_free(lab->late);
}
