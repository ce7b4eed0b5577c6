namespace CrmKit.Activities;

/// <summary>What somebody answered to a question of a survey, and when: the question is its subject.</summary>
public sealed class SurveyAnswer : CrmActivity
{
    /// <summary>The survey, such as the name of the form.</summary>
    public string? Survey { get; set; }

    /// <summary>The question's key in the survey: the same in all languages, and for everybody who is asked.</summary>
    public string? Question { get; set; }

    /// <summary>The answer: a choice, or words.</summary>
    public string? Answer { get; set; }
}
