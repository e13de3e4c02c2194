"""Photos and attachments: checked by their content, cleaned, kept with the document they belong to.

``photos`` and ``attachments`` decide what is let in; ``store`` keeps the bytes beside the
documents; ``keeping`` joins both for a service; ``serving`` answers a file over HTTP; ``sweeping``
removes what was uploaded and never attached. Decision record 0010 says why it is built this way.
"""

from chassis.rooms.files.keeping import add_files as add_files
from chassis.rooms.files.keeping import keep_attachments as keep_attachments
from chassis.rooms.files.keeping import keep_photos as keep_photos
from chassis.rooms.files.keeping import without_file as without_file
from chassis.rooms.files.reference import FileRef as FileRef
from chassis.rooms.files.reference import Owner as Owner
from chassis.rooms.files.serving import file_response as file_response
from chassis.rooms.files.store import FILE_PLAINS as FILE_PLAINS
from chassis.rooms.files.store import FileStore as FileStore
from chassis.rooms.files.sweeping import Kept as Kept
from chassis.rooms.files.sweeping import sweep_files as sweep_files
