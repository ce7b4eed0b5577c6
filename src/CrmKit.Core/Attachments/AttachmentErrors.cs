using System.Globalization;

namespace CrmKit.Attachments;

internal static class AttachmentErrors
{
    public static CrmError Unknown(Guid id) => new("attachment.unknown", $"There is no file {id}, or you may not see the record that it is on. List the files of the record.");

    public static CrmError Empty() => new("attachment.empty", "The file is empty. Send one with content.");

    public static CrmError TooLarge(long most) => new("attachment.too-large", string.Create(CultureInfo.InvariantCulture, $"A file has at most {most / (1024.0 * 1024.0):0.#} MiB. Send a smaller one, or a link to where it lies."));

    public static CrmError Quota(long most) => new("attachment.quota", string.Create(CultureInfo.InvariantCulture, $"All files together have at most {most / (1024.0 * 1024.0):0.#} MiB, and this one does not fit any more. Remove others, or ask the host's operator for room."));

    public static CrmError Program(string name) => new("attachment.program", $"'{name}' is a program. Programs are not kept; pack what must be sent, or say where it lies.");

    public static CrmError Mismatch(string name, string content) => new("attachment.mismatch", $"'{name}' says that it is something else than its content, which is {content}. Name it by what it is.");

    public static CrmError Refused(string name, string reason) => new("attachment.refused", $"'{name}' is not kept: {reason}");

    public static CrmError ScanFailed(string name) => new("attachment.scan-failed", $"'{name}' could not be looked into, so it is not kept. Try again; if it stays so, ask an administrator to look at the log.");

    public static CrmError NotStored() => new("attachment.not-stored", "The file could not be stored: its place is full or out of reach. Nothing was kept. Try again later.");

    public static CrmError Damaged(Attachment file) => new("attachment.damaged", $"File {file.Id} ('{file.Name}') is gone from its place, or not what was sent. Ask an administrator to restore it from a backup.");
}
