namespace CrmKit.Web;

/// <summary>What was typed into a form, tried by the door that would save it: what it would refuse, and the fields that the form does not ask for then.</summary>
internal sealed record FormTrial(IReadOnlyList<CrmError> Errors, IReadOnlySet<string> Unasked)
{
    /// <param name="call">The request.</param>
    /// <param name="fields">The fields of the form.</param>
    /// <param name="stored">The record that is changed; <see langword="null"/> for a new one.</param>
    /// <param name="typed">What was typed.</param>
    public static async Task<FormTrial> RunAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, Record? stored, FormReader typed)
    {
        var body = stored is null ? await typed.ReadNewAsync(fields) : await typed.ReadChangesAsync(fields, stored);
        var changes = new ChangeSet { AllOrNothing = false, Duplicates = DuplicatePolicy.Allow };
        Record record;
        if (stored is null)
        {
            body.TryMake(out record); // with what could be read
            changes.Create(record, body.State());
        }
        else
        {
            record = stored;
            changes.Patch(call.Ref, body.Values);
        }
        var tried = (await call.Session.Records.TryAsync(changes, call.Cancelled)).Outcomes[0];
        List<CrmError> unreadable = [.. typed.Errors, .. body.Errors];
        return new FormTrial(
            [.. unreadable, .. tried.Errors.Where(e => !unreadable.Exists(u => u.Field == e.Field))],
            await call.Session.Records.UnaskedFieldsAsync(tried.Record ?? record, call.Cancelled));
    }
}
