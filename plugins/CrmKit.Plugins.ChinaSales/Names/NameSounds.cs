using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>How names sound, beside them, so that people can be found by letters: 王小明 by <c>wangxiaoming</c> or <c>wxm</c>.</summary>
public static class NameSounds
{
    public static readonly Field<string> Pinyin = Field.Text("chinasales.pinyin");

    internal static void Define(FieldsBuilder fields) => fields.Add(Pinyin, "Pinyin", "拼音", f => f with
    {
        Nature = FieldNature.Computed,
        Description = new("The name in pinyin without tones, then its initials; made from the name.", "姓名的拼音（无声调）和首字母，由系统生成。"),
    });
}

/// <summary>Splits names that were entered whole, and writes down how names sound.</summary>
internal sealed class NameForms : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            if (change.Operation == RecordOperation.Delete) continue;
            if (change.After is Contact contact) Split(contact);
            var sound = change.After switch
            {
                Contact c => Sound((c.LastName ?? "") + (c.FirstName ?? ""), asName: true),
                Lead l => Sound(l.Name, asName: true),
                Account a => Sound(a.Name, asName: false),
                _ => null,
            };
            if (change.After[NameSounds.Pinyin] != sound) change.After[NameSounds.Pinyin] = sound;
        }
        return default;
    }

    // 欧阳修 given as last name alone, or cut after its first character.
    private static void Split(Contact contact)
    {
        if (contact.FirstName is { Length: > 2 } || ChineseName.Split(contact.LastName + contact.FirstName) is not { } name) return;
        if (string.IsNullOrEmpty(contact.FirstName) || (name.Family.Length == 2 && contact.LastName?.Length == 1)) (contact.LastName, contact.FirstName) = (name.Family, name.Given);
    }

    private static string? Sound(string name, bool asName)
    {
        if (!name.Any(ChineseName.IsChinese)) return null;
        var sound = $"{ChineseName.Pinyin(name, asName)} {ChineseName.Initials(name, asName)}";
        return sound.Length <= 400 ? sound : sound[..400];
    }
}
