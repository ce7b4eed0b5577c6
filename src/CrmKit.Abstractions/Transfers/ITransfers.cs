using CrmKit.Exports;
using CrmKit.Imports;

namespace CrmKit.Transfers;

/// <summary>The door for files in and out that takes longer than anybody waits: it queues imports, reverts and exports, says how far they are, and keeps what was exported for a while.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. What is queued runs in the background (<see cref="ITransferRunner"/>) with the rights that its owner has then, once at a time; when the host stops or dies, the next one goes on: an import at the row after
/// those that it had settled, an export from its beginning. Code of plugins cannot queue any (<c>transfer.plugin</c>): it would run with more rights than the plugin has.
/// </remarks>
public interface ITransfers
{
    /// <summary>Queues an import, or a dry run.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>, <c>import.file-missing</c>.</exception>
    /// <exception cref="CrmValidationException"><c>import.chunk-size</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may not create records of the type; <c>transfer.plugin</c>.</exception>
    /// <exception cref="CrmRuleException"><c>transfer.too-many</c>.</exception>
    Task<Transfer> StartImportAsync(ImportRequest request, CancellationToken cancellationToken = default);

    /// <summary>Queues the revert of a finished import.</summary>
    /// <exception cref="CrmNotFoundException"><c>import.unknown</c>.</exception>
    /// <exception cref="CrmConflictException"><c>import.unfinished</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>transfer.plugin</c>.</exception>
    /// <exception cref="CrmRuleException"><c>transfer.too-many</c>.</exception>
    Task<Transfer> StartRevertAsync(Guid importId, CancellationToken cancellationToken = default);

    /// <summary>Queues an export, whose file is kept for <see cref="CrmKitOptions.TransferAge"/>.</summary>
    /// <exception cref="CrmException">All that <see cref="IExports.PrepareAsync"/> throws.</exception>
    /// <exception cref="CrmForbiddenException"><c>transfer.plugin</c>.</exception>
    /// <exception cref="CrmRuleException"><c>transfer.too-many</c>; <c>transfer.quota</c>: the files that are kept have no room for another.</exception>
    Task<Transfer> StartExportAsync(ExportRequest request, CancellationToken cancellationToken = default);

    /// <summary>How far one is.</summary>
    /// <exception cref="CrmNotFoundException"><c>transfer.unknown</c>: there is none, its time is over, or it is another user's and the actor is no administrator of the type.</exception>
    Task<Transfer> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Those of the actor, and those of types that he administers; the newest first.</summary>
    /// <param name="atMost">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmValidationException"><c>import.at-most</c>.</exception>
    Task<IReadOnlyList<Transfer>> ListAsync(int atMost = 100, CancellationToken cancellationToken = default);

    /// <summary>Ends one before its end; nothing happens to one that has ended. Rows that an import had settled stay, and the same import goes on after them when it is started again.</summary>
    /// <returns>It, which may still be running for a moment.</returns>
    /// <exception cref="CrmNotFoundException"><c>transfer.unknown</c>.</exception>
    Task<Transfer> CancelAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Removes one that has ended, with the file of an export. What an import wrote, and its record, stay.</summary>
    /// <exception cref="CrmNotFoundException"><c>transfer.unknown</c>.</exception>
    /// <exception cref="CrmConflictException"><c>transfer.unfinished</c>.</exception>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Opens what one wrote; dispose it.</summary>
    /// <exception cref="CrmNotFoundException"><c>transfer.unknown</c>; <c>transfer.file-gone</c>: there is no such file, or not yet.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may not, or no longer, export records of the type.</exception>
    Task<TransferContent> OpenAsync(Guid id, TransferPart part, CancellationToken cancellationToken = default);
}

/// <summary>Carries out what is queued. In a generic host it runs by itself; console programs and tests ask it.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface ITransferRunner
{
    /// <summary>Carries out all that is queued now, one after the other, and removes what is too old. Returns how many ran.</summary>
    Task<int> DrainAsync(CancellationToken cancellationToken = default);
}
