using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Conversions;

/// <summary>Makes the next link in one transaction. Its first row is the link itself, so that the database picks one winner before anything else is done.</summary>
internal sealed class ConversionsDoor(CrmSession session, RecordWriter writer, RecordLoader loader, ConversionLinks links, ICrmStore store) : IConversions
{
    public async Task<ConversionResult> ConvertAsync(RecordRef source, ConversionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ConversionOptions();
        var work = await session.BeginWorkAsync(cancellationToken);
        StoreDuplicateException late;
        string to;
        await using (work)
        {
            var record = await session.Records.GetAsync(source, cancellationToken);
            var plan = ConversionPlan.Of(session.Catalog, source, options, await session.Setup.ProcessAsync(source.Type, cancellationToken));
            to = plan.TargetType.Key;
            var root = record as RootRecord ?? throw new CrmRuleException(ConversionErrors.Undefined(source, to, options.Process ?? ""));
            if (!(await session.Access.MayAsync(plan.SourceType, Operations.Convert, [root], cancellationToken))[0])
                throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Convert, plan.SourceType, source));
            if (await ConversionLinks.FindAsync(work.Transaction, source, to, cancellationToken) is { } first) throw Lost(source, first);
            if (plan.Refusal(root) is { } refusal) throw new CrmRuleException(refusal);

            var target = (RootRecord)ConversionMap.NewRecord(plan.TargetType);
            var link = new ConversionLink
            {
                TenantId = session.TenantId,
                SourceType = source.Type,
                SourceId = source.Id,
                TargetType = to,
                TargetId = target.Id,
                At = session.Now,
                ActorId = session.Actor.UserId,
            };
            try
            {
                await work.Transaction.WriteAsync(new StoreBatch { Inserts = { link } }, cancellationToken);
                var result = await ConvertAsync(plan, root, target, options, cancellationToken);
                link.Made = ConversionLinks.Json([.. result.Created, .. result.Matched]);
                if (plan.SourceType.IsPerson) link.PersonId = result.Created.Concat(result.Matched).Where(r => session.Catalog.Type(r.Type).IsPerson).Select(r => (Guid?)r.Id).FirstOrDefault();
                await work.Transaction.WriteAsync(Ending(plan, result, link), cancellationToken);
                Failpoint.Hit("conversions.before-commit");
                await work.CommitAsync(cancellationToken);
                Failpoint.Hit("conversions.after-commit");
                return result;
            }
            catch (StoreDuplicateException duplicate)
            {
                late = duplicate;
            }
        }
        await using var reader = await store.OpenReaderAsync(session.TenantId, cancellationToken);
        if (await ConversionLinks.FindAsync(reader, source, to, cancellationToken) is { } winner) throw Lost(source, winner, late);
        throw new CrmConflictException(RecordErrors.Conflict(source), late);
    }

    public async Task<IReadOnlyList<ConversionLink>> ChainAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        await session.Records.GetAsync(record, cancellationToken);
        return await links.VisibleAsync(await links.WalkAsync(record, forwards: true, cancellationToken), cancellationToken);
    }

    private async Task<ConversionResult> ConvertAsync(ConversionPlan plan, RootRecord source, RootRecord target, ConversionOptions options, CancellationToken cancellationToken)
    {
        ConversionMap.Copy(plan.SourceType, source, plan.TargetType, target, plan.Definition.Copies);
        ConversionMap.Apply(plan.TargetType, target, options.Values);
        var context = new ConversionContext(session, plan.Definition, (RootRecord)source.Copy(), target, options);
        await RunStepsAsync(plan, context, cancellationToken);

        await writer.ExecuteAsync([Creation(plan, source, target)], allOrNothing: true, reason: null, cancellationToken);
        Failpoint.Hit("conversions.after-target");
        var parts = await CreatePartsAsync(plan, source, target, cancellationToken);
        await writer.ExecuteAsync(
            [new WriteRequest
            {
                Operation = RecordOperation.Update,
                Ref = plan.SourceType.Ref(source.Id),
                Right = Operations.Convert,
                MarkConverted = true,
                Stage = plan.SourceEntry(session.Catalog, source),
            }],
            allOrNothing: true, reason: null, cancellationToken);
        Failpoint.Hit("conversions.after-source");
        return new ConversionResult(plan.SourceType.Ref(source.Id), plan.TargetType.Ref(target.Id), [plan.TargetType.Ref(target.Id), .. context.Created, .. parts], [.. context.Matched]);
    }

    private async Task RunStepsAsync(ConversionPlan plan, ConversionContext context, CancellationToken cancellationToken)
    {
        foreach (var step in session.Handlers<IConversionStep>($"{plan.Definition.From}>{plan.Definition.To}"))
        {
            if (await step.CallAsync(CallKind.Transaction, context, static (s, c, token) => s.RunAsync(c, token), cancellationToken) is { } fault)
                throw new CrmRuleException(ConversionErrors.StepFailed(plan.SourceType.Ref(context.Source.Id), step.Name, step.Source, fault.Reason));
        }
    }

    // The next link stays with whoever has the source; out of a pool it comes to the one who converts, unless that is the system.
    private WriteRequest Creation(ConversionPlan plan, RootRecord source, RootRecord target) => new()
    {
        Operation = RecordOperation.Create,
        Ref = plan.TargetType.Ref(target.Id),
        Record = target,
        Stage = new StageEntry { Pipeline = plan.Pipeline },
        Owner = source.OwnerId is null ? session.Actor.IsSystem ? new Ownership(null, source.TeamId) : null : new Ownership(source.OwnerId, source.TeamId),
    };

    private async Task<List<RecordRef>> CreatePartsAsync(ConversionPlan plan, RootRecord source, RootRecord target, CancellationToken cancellationToken)
    {
        var requests = new List<WriteRequest>();
        foreach (var copy in plan.Definition.Parts)
        {
            if (!session.Catalog.TryType(copy.FromType, out var fromType) || !session.Catalog.TryType(copy.ToType, out var toType)) continue;
            if (copy.IsFallback && requests.Exists(r => r.Ref.Type == toType.Key)) continue;
            var owner = copy.Via is null ? source.Id : plan.SourceType.TryField(copy.Via, out var via) ? via.Get(source) as Guid? : null;
            if (owner is null) continue;
            foreach (var part in (await loader.PartsAsync(fromType, [owner.Value], cancellationToken)).Where(p => p.DeletedAt is null).OrderBy(p => p.Id))
            {
                var made = ConversionMap.NewRecord(toType);
                ConversionMap.Copy(fromType, part, toType, made, copy.Copies);
                toType.Field(toType.ParentField!).Set(made, target.Id);
                requests.Add(new WriteRequest { Operation = RecordOperation.Create, Ref = toType.Ref(made.Id), Record = made });
            }
        }
        if (requests.Count > 0) await writer.ExecuteAsync(requests, allOrNothing: true, reason: null, cancellationToken);
        return [.. requests.Select(r => r.Ref)];
    }

    private StoreBatch Ending(ConversionPlan plan, ConversionResult result, ConversionLink link) => new()
    {
        Inserts =
        {
            EventWriter.Message(session, plan.SourceType.Key + ".converted", [result], static (json, r) =>
            {
                json.WriteString("id", r.Source.Id);
                json.WriteStartObject("to");
                json.WriteString("type", r.Target.Type);
                json.WriteString("id", r.Target.Id);
                json.WriteEndObject();
                json.WriteStartArray("created");
                foreach (var made in r.Created) json.WriteStringValue(made.ToString());
                json.WriteEndArray();
            }),
        },
        RowUpdates = { new StoreRowUpdate(link, [nameof(ConversionLink.Made), nameof(ConversionLink.PersonId)]) },
    };

    private static CrmConflictException Lost(RecordRef source, ConversionLink winner, Exception? inner = null)
    {
        var made = ConversionLinks.Made(winner);
        return new CrmConflictException(ConversionErrors.Done(source, made), inner) { Winners = made };
    }
}
