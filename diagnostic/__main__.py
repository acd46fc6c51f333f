from diagnostic.cli import main

main()
