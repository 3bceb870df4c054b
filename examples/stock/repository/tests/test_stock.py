import os
import subprocess
import tempfile
import unittest

STOCK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bin", "stock")


class StockTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.journal = os.path.join(folder.name, "journal")

    def stock(self, *arguments, status=0):
        """What the command prints on standard output."""
        result = subprocess.run(
            [STOCK, *arguments], capture_output=True, text=True, env={**os.environ, "STOCK_JOURNAL": self.journal})
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout

    def test_counts(self):
        self.stock("in", "screws", "500")
        self.stock("in", "bolts", "7")
        self.stock("out", "screws", "20")
        self.assertEqual(self.stock("show"), "bolts 7\nscrews 480\n")

    def test_more_than_is_there_is_refused(self):
        self.stock("in", "screws", "5")
        self.stock("out", "screws", "6", status=1)
        self.assertEqual(self.stock("show"), "screws 5\n")

    def test_usage(self):
        self.stock("in", "screws", "0", status=2)
        self.stock("sell", status=2)
        self.assertFalse(os.path.exists(self.journal))


if __name__ == "__main__":
    unittest.main()
