/* SPDX-License-Identifier: MIT */
/* What an idle process gives back: memory reads as before, and pages of zeros are not there any more. */
#define _DEFAULT_SOURCE /* mincore, sbrk */
#include <unit/rest.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAGE = 4096, N = 200 };

static void begin_at_page(void)
{
    uintptr_t rest = (uintptr_t)sbrk(0) % PAGE;
    assert_true(sbrk(rest != 0 ? (intptr_t)(PAGE - rest) : 0) != (void *)-1);
}

static bool is_there(const uint8_t *page)
{
    unsigned char there = 0;
    assert_int_equal(mincore((void *)(uintptr_t)page, PAGE, &there), 0);
    return (there & 1u) != 0;
}

/* Every third page holds one byte, the others zeros; all were written to. */
static void test_pages_of_zeros(void **state)
{
    (void)state;
    begin_at_page();
    uint8_t *heap = sbrk((intptr_t)N * PAGE);
    assert_true(heap != (void *)-1);
    memset(heap, 1, (size_t)N * PAGE);
    memset(heap, 0, (size_t)N * PAGE);
    for (size_t i = 0; i < N; i += 3) {
        heap[i * PAGE + i * 20] = (uint8_t)i | 1u;
    }
    emu_rest(heap + 1); /* a heap need not begin at a page: the first one is left alone */
    assert_true(is_there(heap));
    for (size_t i = 1; i < N; i++) {
        assert_int_equal(is_there(heap + i * PAGE), i % 3 == 0);
    }
    for (size_t at = 0; at < (size_t)N * PAGE; at++) {
        size_t i = at / PAGE;
        assert_int_equal(heap[at], i % 3 == 0 && at == i * PAGE + i * 20 ? (uint8_t)i | 1u : 0);
    }
}

static unsigned deep(unsigned n)
{
    volatile uint8_t room[PAGE];
    room[0] = room[PAGE - 1] = (uint8_t)n;
    return n > 0 ? deep(n - 1) + room[0] : room[PAGE - 1];
}

/* What is live on the stack stays. */
static void test_stack(void **state)
{
    (void)state;
    volatile uint8_t live[64];
    memset((uint8_t *)(uintptr_t)live, 0x5a, sizeof live);
    unsigned sum = deep(40);
    emu_rest(NULL);
    for (size_t i = 0; i < sizeof live; i++) {
        assert_int_equal(live[i], 0x5a);
    }
    assert_int_equal(deep(40), sum);
}

static void test_heap_is_found(void **state)
{
    (void)state;
    const uint8_t *heap = emu_rest_heap();
    assert_non_null(heap);
    assert_true(heap <= (const uint8_t *)sbrk(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_of_zeros),
        cmocka_unit_test(test_stack),
        cmocka_unit_test(test_heap_is_found),
    };
    return cmocka_run_group_tests_name("rest", tests, NULL, NULL);
}
