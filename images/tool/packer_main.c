/* SPDX-License-Identifier: MIT */
/* The packer used by the build: image_packer RELEASE_DIR OUT CACHE_DIR. Users run `vspa image pack`. */
#include <images/file.h>
#include <images/pack.h>
#include <fw/image.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct img_error e;
    struct rt_buf image;
    if (argc != 4) {
        fprintf(stderr, "image_packer: usage: image_packer RELEASE_DIR OUT CACHE_DIR\n");
        return 2;
    }
    const struct img_pack_config cfg = {.release_dir = argv[1], .cache_dir = argv[3]};
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    enum rt_err err = img_pack(&cfg, &image, NULL, &e);
    if (err == RT_OK) {
        err = img_file_write(argv[2], image.bytes, image.n);
        if (err != RT_OK) {
            (void)img_fail(&e, err, argv[2], "check the folder", "cannot be written: %s", rt_err_text(err));
        }
    }
    if (err != RT_OK) {
        fprintf(stderr, "image_packer: %s: %s: %s\n", e.where, e.what, e.fix);
    }
    rt_buf_fini(&image);
    return err == RT_OK ? 0 : 3;
}
