using System.Globalization;

namespace CrmKit.Transfers;

internal static class TransferErrors
{
    public static CrmError Unknown(Guid id) => new("transfer.unknown", $"There is no transfer {id}, its time is over, or it is another user's. List those that there are.");

    public static CrmError TooMany(int most) => new("transfer.too-many", $"You have {most} imports and exports that have not ended. Wait for one of them, or cancel it.");

    public static CrmError Quota(long most) => new("transfer.quota", string.Create(CultureInfo.InvariantCulture, $"Exported files that are kept have at most {most / (1024.0 * 1024.0):0.#} MiB together, and there is no room left. Remove some, or wait until they expire."));

    public static CrmError Unfinished(Guid id) => new("transfer.unfinished", $"Transfer {id} has not ended. Cancel it first, or wait for its end.");

    public static CrmError FileGone(Guid id) => new("transfer.file-gone", $"Transfer {id} has no such file: it has not ended, it wrote none, or the file was taken away. Look at its state, and start it again if you need the file.");

    public static CrmError Plugin() => new("transfer.plugin", "Code of a plugin cannot queue imports and exports: they would run without its limits. Do the work here, or let a person start it.");

    public static CrmError Failed() => new("transfer.failed", "It failed inside, several times. Ask an administrator to look at the log, and start it again.");

    public static CrmError Abandoned(int times) => new("transfer.abandoned", $"It was begun {times} times, and every time the process ended before it did. Ask an administrator to look at the log before you start it again.");
}
