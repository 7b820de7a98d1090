/* SPDX-License-Identifier: MIT */
/* Items of a record are read as they were put, and damage of any byte is seen. */
#include <harness/test.h>
#include <record/recitem.h>
#include <rt/crc.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static struct emu_rec_item sample(const char *text, const uint8_t *data, size_t n_data)
{
    return (struct emu_rec_item){
        .kind = EMU_REC_INPUT,
        .input = 3,
        .is_in_call = true,
        .unit = 0x01020304,
        .at_us = 0x1122334455667788,
        .n_calls = 0x99aabbccddeeff00,
        .event = 0x0123456789abcdef,
        .value = -5,
        .text = text,
        .n_text = strlen(text),
        .data = data,
        .n_data = n_data,
    };
}

static void check_same(const struct emu_rec_item *put, const struct emu_rec_item *got)
{
    struct rt_buf data;
    rt_buf_init(&data, EMU_REC_DATA_MAX);
    assert_int_equal(got->kind, put->kind);
    assert_int_equal(got->input, put->input);
    assert_int_equal(got->is_in_call, put->is_in_call);
    assert_int_equal(got->unit, put->unit);
    assert_true(got->at_us == put->at_us && got->n_calls == put->n_calls && got->event == put->event);
    assert_true(got->value == put->value);
    assert_string_equal(got->text, put->text);
    assert_int_equal(emu_rec_data(got, &data), RT_OK);
    assert_int_equal(data.n, put->n_data);
    assert_memory_equal(data.bytes, put->data, put->n_data);
    rt_buf_fini(&data);
}

static void texts_and_data_of_all_lengths_come_back(void **state)
{
    (void)state;
    static uint8_t noise[3000];
    static uint8_t zeros[3000];
    char text[EMU_REC_TEXT_MAX + 1];
    uint32_t x = 1;
    for (size_t i = 0; i < sizeof noise; i++) {
        x = x * 1664525u + 1013904223u;
        noise[i] = (uint8_t)(x >> 24);
    }
    for (size_t n = 0; n <= EMU_REC_TEXT_MAX; n += 1 + n / 7) {
        memset(text, 'x', n);
        text[n] = '\0';
        for (int k = 0; k < 2; k++) {
            struct rt_buf out;
            struct emu_rec_item got;
            struct emu_rec_item put = sample(text, k == 0 ? noise : zeros, n * 2);
            rt_buf_init(&out, 65536);
            assert_int_equal(emu_rec_put(&out, &put), RT_OK);
            assert_int_equal(emu_rec_get(out.bytes, out.n, &got), (int64_t)out.n);
            assert_int_equal(got.is_deflated, k == 1 && n * 2 >= 128); /* noise is kept as it is */
            check_same(&put, &got);
            rt_buf_fini(&out);
        }
    }
}

static void every_flipped_bit_and_every_cut_is_seen(void **state)
{
    (void)state;
    static uint8_t data[300];
    struct rt_buf out;
    struct emu_rec_item got;
    struct emu_rec_item put = sample("lab hello", data, sizeof data);
    rt_buf_init(&out, 65536);
    assert_int_equal(emu_rec_put(&out, &put), RT_OK);
    for (size_t i = 0; i < out.n * 8; i++) {
        out.bytes[i / 8] ^= (uint8_t)(1u << i % 8);
        assert_true(emu_rec_get(out.bytes, out.n, &got) < 0);
        out.bytes[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    for (size_t n = 0; n < out.n; n++) {
        uint8_t *exact = rt_mem_alloc(n); /* so that a read past the end is seen */
        memcpy(exact, out.bytes, n);
        assert_int_equal(emu_rec_get(exact, n, &got), RT_ECLOSED);
        rt_mem_free(exact);
    }
    rt_buf_fini(&out);
}

static void a_head_says_what_is_wrong_with_it(void **state)
{
    (void)state;
    uint8_t head[EMU_REC_HEAD_BYTES];
    emu_rec_put_head(head);
    assert_null(emu_rec_judge_head(head, sizeof head));
    assert_non_null(strstr(emu_rec_judge_head(head, sizeof head - 1), "not a record"));
    head[11]++;
    assert_non_null(strstr(emu_rec_judge_head(head, sizeof head), "damaged"));
    rt_put_be32(head + 12, rt_crc32(0, head, 12)); /* a sum that is right */
    assert_non_null(strstr(emu_rec_judge_head(head, sizeof head), "newer record format"));
    rt_put_be32(head + 8, 1);
    rt_put_be32(head + 12, rt_crc32(0, head, 12));
    assert_non_null(strstr(emu_rec_judge_head(head, sizeof head), "unsupported older record format"));
    head[0] = 'v';
    assert_non_null(strstr(emu_rec_judge_head(head, sizeof head), "not a record"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_and_data_of_all_lengths_come_back),
        cmocka_unit_test(every_flipped_bit_and_every_cut_is_seen),
        cmocka_unit_test(a_head_says_what_is_wrong_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
