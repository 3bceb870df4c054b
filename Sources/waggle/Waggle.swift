@main
struct Waggle {
    static func main() {}
}
