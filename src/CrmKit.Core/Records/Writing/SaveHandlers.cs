using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.Logging;

namespace CrmKit.Records;

/// <summary>Calls normalisers, handlers and validators in their total order, and turns what they throw into text that names them.</summary>
internal sealed class SaveHandlers(CrmSession session, ILogger<SaveHandlers> logger) : ISessionService
{
    public HandlerChain Chain { get; } = new();

    public ValueTask NormalizeAsync(WriteBatch batch, CancellationToken cancellationToken) =>
        EachAsync<IRecordNormalizer>(batch, static (handler, context, token) => handler.NormalizeAsync(context, token), cancellationToken);

    public ValueTask BeforeAsync(WriteBatch batch, CancellationToken cancellationToken) =>
        EachAsync<IBeforeSave>(batch, static (handler, context, token) => handler.BeforeSaveAsync(context, token), cancellationToken);

    public ValueTask ValidateAsync(WriteBatch batch, CancellationToken cancellationToken) =>
        EachAsync<IRecordValidator>(batch, static (handler, context, token) => handler.ValidateAsync(context, token), cancellationToken);

    /// <summary>Calls after handlers on what was written; each one's further changes are saved before the next one runs.</summary>
    public async ValueTask AfterAsync(WriteBatch batch, Func<ChangeSet, bool, Task> save, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
        {
            var handlers = session.Handlers<IAfterSave>(group.Type.Key);
            if (handlers.Count == 0) continue;
            var written = group.Items.Where(i => i is { IsRefused: false, IsUnchanged: false }).ToList();
            if (written.Count == 0) continue;
            var changes = written.ConvertAll(i => i.Change!);
            foreach (var handler in handlers)
            {
                var (items, seen) = Awaited(handler, group.Type, written, changes);
                if (items.Count == 0) continue;
                List<ChangeSet> also = [];
                // A refusal by a handler of best effort undoes what the handler did, and no record.
                Action<PendingChange, CrmError, bool> refuse = handler.IsBestEffort ? static (_, error, _) => throw new CrmRuleException(error) : Refusing(items, thrown: true);
                var context = new SaveContext(session, group.Type, seen, Chain.Depth, refuse, also.Add, batch.Pending);
                using var link = Chain.Enter(handler, group.Type.Key, items);
                if (handler.IsBestEffort) await TryAfterAsync(handler, context, also, save, cancellationToken);
                else await AfterAsync(handler, context, also, save, cancellationToken);
            }
        }
    }

    private static async Task AfterAsync(Handler<IAfterSave> handler, SaveContext context, List<ChangeSet> also, Func<ChangeSet, bool, Task> save, CancellationToken cancellationToken)
    {
        await CallAsync(handler, context.Type, context, static (h, c, token) => h.AfterSaveAsync(c, token), cancellationToken);
        foreach (var more in also) await save(more, handler.Source == CoreSource.Id);
    }

    private async Task TryAfterAsync(Handler<IAfterSave> handler, SaveContext context, List<ChangeSet> also, Func<ChangeSet, bool, Task> save, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var refusal = await work.TryAsync(() => AfterAsync(handler, context, also, save, cancellationToken), cancellationToken);
        await work.CommitAsync(cancellationToken);
        if (refusal is not null)
            logger.LogWarning("What {Handler} of {Source} does after saving {Type} was undone, and the save goes on without it: {Reason}", HandlerChain.Short(handler.Name), handler.Source, context.Type.Key, refusal.Error.ToString());
    }

    private async ValueTask EachAsync<T>(WriteBatch batch, Func<T, SaveContext, CancellationToken, ValueTask> call, CancellationToken cancellationToken) where T : class
    {
        foreach (var group in batch.Groups)
        {
            var handlers = session.Handlers<T>(group.Type.Key);
            if (handlers.Count == 0) continue;
            List<WriteItem>? standing = null;
            List<PendingChange> changes = [];
            foreach (var handler in handlers)
            {
                if (standing is null || standing.Exists(i => i.IsRefused))
                {
                    standing = group.Standing();
                    changes = standing.ConvertAll(i => i.Change!);
                }
                if (standing.Count == 0) break;
                var (items, seen) = Awaited(handler, group.Type, standing, changes);
                if (items.Count == 0) continue;
                var context = new SaveContext(session, group.Type, seen, Chain.Depth, Refusing(items, thrown: false), static _ =>
                    throw new InvalidOperationException("Only after handlers may ask for more changes."), batch.Pending);
                using var link = Chain.Enter(handler, group.Type.Key, items);
                await CallAsync(handler, group.Type, context, call, cancellationToken);
            }
        }
    }

    /// <summary>Those of which a field changes that the handler waits for; all, when it waits for none.</summary>
    private static (List<WriteItem> Items, List<PendingChange> Changes) Awaited<T>(Handler<T> handler, RecordTypeDefinition type, List<WriteItem> items, List<PendingChange> changes) where T : class
    {
        if (handler.OnChangeOf is not { } awaited) return (items, changes);
        var fields = new List<FieldDefinition>(awaited.Count);
        foreach (var key in awaited)
            if (type.TryField(key, out var field)) fields.Add(field);
        var some = items.FindAll(i => fields.Exists(f => i.Change!.HasChanged(f)));
        return (some, some.ConvertAll(i => i.Change!));
    }

    private static async ValueTask CallAsync<T>(
        Handler<T> handler, RecordTypeDefinition type, SaveContext context, Func<T, SaveContext, CancellationToken, ValueTask> call, CancellationToken cancellationToken) where T : class
    {
        if (await handler.CallAsync(CallKind.Transaction, context, call, cancellationToken) is { } fault)
            throw new CrmRuleException(RecordErrors.HandlerFailed(handler.Source, HandlerChain.Short(handler.Name), type.Key, fault.Reason));
    }

    // Rows are written when after handlers run: a refusal then takes all of them back.
    private static Action<PendingChange, CrmError, bool> Refusing(List<WriteItem> items, bool thrown) => (change, error, isForbidden) =>
    {
        var item = items.Find(i => ReferenceEquals(i.Change, change)) ?? throw new ArgumentException("The change is none of this context's.", nameof(change));
        item.Refuse(isForbidden ? RefusalKind.Forbidden : error.Field is null ? RefusalKind.Rule : RefusalKind.Validation, error);
        if (!thrown) return;
        if (isForbidden) throw new CrmForbiddenException(item.Errors[^1]);
        throw error.Field is null ? new CrmRuleException(item.Errors[^1]) : new CrmValidationException(item.Errors[^1]);
    };
}
