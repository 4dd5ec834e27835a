fn main() {
    words_build::generate();
}
