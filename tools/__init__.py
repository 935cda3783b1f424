"""What makes the folders that are handed out: a Python, the locked wheels and launchers beside each other.

    python -m tools.windows_folder dist     # 年报工具-win64.zip

Nothing is compiled or frozen and nothing of what is packed is run: files are laid beside each other, checked, and zipped.
"""
