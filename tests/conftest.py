"""What all tests share."""

from diagnostic import ipynb

ipynb.nbformat()  # first, and so without the seconds that its import costs otherwise

LONGEST = ("test_wheel.py", "test_uci.py", "test_montreal.py", "test_truths.py", "test_coselog.py")


def pytest_collection_modifyitems(items: list) -> None:
    """The longest files first, so that the workers end together."""
    place = {name: position for position, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))
